//! `ceralacca sign`: one authorisation, any number of files.

mod making;
mod plan;
mod signer;
mod state;
mod visible;

use std::path::Path;

use serde::Serialize;
use signing::{
    levels::Raise,
    making::{Maker, Plan, Shape},
};
use webkit::Value;

use crate::{
    Context,
    cli::{Level, Sign},
    commands::batch::{self, FinalTable, Progress},
    config::Config,
    exit::{Exit, Failure, Outcome},
    keys::KeyName,
    output::Tone,
    raising::Raiser,
    secrets,
};

/// Signs every file that is named. One that cannot be signed does not stop the others.
pub fn run(context: &Context, options: &Sign) -> Outcome {
    let inputs = batch::expand(&options.files, options.recursive)?;
    let plans = plan::all(options, &inputs)?;
    let mut told = Told::new(context, options, plans.len());
    if !plans.iter().any(|(_, plan)| plan.is_ok()) {
        // Nobody is asked for a PIN when there is nothing to sign.
        for (file, plan) in plans {
            told.one(&file, plan.as_ref().map_err(Failure::clone))?;
        }
        return Ok(told.all());
    }
    let name = options.key.as_deref().ok_or_else(|| Failure::new(Exit::Usage, "key-missing"))?;
    let name = KeyName::parse(name)?;
    let config = Config::find(&context.data_folder())?;
    name.check_present(context)?;
    let pin = if name.needs_pin() {
        let file = options.pin_file.as_deref();
        Some(secrets::pin(&name.device(), options.pin_fd, file, &context.global, &context.out)?)
    } else {
        None
    };
    // The engine starts beside the deliberate cost of unlocking.
    let engine = std::thread::spawn(keyvault::start_engine);
    let key = name.open(context, pin, config.as_ref())?;
    let _ = engine.join();
    let (signer, state) = signer::signer(context, options, &name, key, config.as_ref())?;
    state.tell(context);
    told.state = Some(state);
    let raiser = match options.level {
        Level::B => None,
        _ if options.dry_run => None,
        _ => Some(Raiser::new(context, &options.evidence)?),
    };
    let any_pdf = plans.iter().any(|(_, plan)| plan.as_ref().is_ok_and(|plan| plan.shape == Shape::Pades));
    let making = making::options(options, any_pdf)?;
    let raise = raiser.as_ref().map(|raiser| raiser as &dyn Raise);
    let maker = Maker { options: &making, signer: &signer, raise };
    let progress = Progress::new(context, plans.len(), "cli-signing-progress");
    progress.done(0);
    let mut single = Ok(());
    batch::each(
        &plans,
        options.jobs,
        |_, (_, plan)| match plan {
            Ok(plan) => making::sign(&maker, plan, options, context.out.lang),
            Err(_) => Ok(()),
        },
        |index, signed| {
            progress.done(index + 1);
            let (file, plan) = &plans[index];
            single = match plan {
                Ok(plan) => told.one(file, signed.map(|()| plan)),
                Err(failure) => told.one(file, Err(failure.clone())),
            };
            single.is_ok()
        },
    );
    single?;
    Ok(told.all())
}

/// What happened to one file, in `ceralacca.sign/1`.
#[derive(Debug, Serialize)]
struct SignedFile {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    signed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Tells what became of each file, and how the batch ended.
struct Told<'a> {
    context: &'a Context,
    options: &'a Sign,
    /// How many there are.
    count: usize,
    files: Vec<SignedFile>,
    table: FinalTable,
    done: usize,
    first_failure: Option<Exit>,
    to_stdout: bool,
    /// What is known of the state of the certificate.
    state: Option<state::Known>,
}

impl<'a> Told<'a> {
    fn new(context: &'a Context, options: &'a Sign, count: usize) -> Self {
        Self {
            context,
            options,
            count,
            files: Vec::with_capacity(count),
            table: FinalTable::default(),
            done: 0,
            first_failure: None,
            to_stdout: false,
            state: None,
        }
    }

    /// # Errors
    /// The failure itself, where there is only one file.
    fn one(&mut self, file: &Path, result: Outcome<&Plan>) -> Outcome<()> {
        let lang = self.context.out.lang;
        let name = file.display().to_string();
        match result {
            Ok(plan) => {
                self.done += 1;
                self.to_stdout |= plan.output.is_none();
                let output = plan.output.as_ref().map(|path| path.display().to_string());
                let state = if self.options.dry_run { "cli-state-ready" } else { "cli-state-signed" };
                self.table.row(
                    Tone::Good,
                    lang.t(state),
                    name.clone(),
                    output.clone().unwrap_or_else(|| "-".to_owned()),
                );
                let signed = SignedFile {
                    file: name,
                    output,
                    format: Some(plan.format_name()),
                    signed: !self.options.dry_run,
                    error: None,
                };
                // With `-o -` standard output carries the signed file itself.
                if !self.to_stdout && !self.context.out.is_json() {
                    self.context.out.progress_done();
                    self.context.out.data(&signed, || self.words(&signed));
                }
                self.files.push(signed);
            }
            Err(failure) if self.count == 1 => return Err(failure),
            Err(failure) => {
                self.context.out.progress_done();
                self.context.out.failure(&failure);
                let [heading, ..] = failure.parts(lang);
                self.table.row(Tone::Bad, lang.t("cli-state-failed"), name.clone(), heading);
                let error = Some(failure.problem.code.to_string());
                self.files.push(SignedFile { file: name, output: None, format: None, signed: false, error });
                self.first_failure.get_or_insert(failure.exit);
            }
        }
        Ok(())
    }

    fn words(&self, file: &SignedFile) -> String {
        let key = if self.options.dry_run { "cli-would-sign" } else { "cli-signed" };
        let values = [
            ("file", file.file.as_str().into()),
            ("output", file.output.as_deref().unwrap_or_default().into()),
            ("format", file.format.as_deref().unwrap_or_default().into()),
        ];
        self.context.out.lang.text(key, &values)
    }

    fn all(self) -> Exit {
        let out = &self.context.out;
        out.progress_done();
        if out.is_json() && !self.to_stdout {
            let document = serde_json::json!({
                "format": "ceralacca.sign/1", "certificate_state": self.state.as_ref().map(state::Known::name), "files": self.files,
            });
            out.data(&document, String::new);
        }
        self.table.show(self.context);
        if self.count > 1 {
            let values: [(&str, Value<'_>); 3] = [
                ("count", self.count.into()),
                ("done", self.done.into()),
                ("failed", (self.count - self.done).into()),
            ];
            out.note(&out.lang.text("cli-sign-summary", &values));
        }
        match self.first_failure {
            None => Exit::Done,
            Some(exit) if self.done == 0 => exit,
            Some(_) => Exit::Partial,
        }
    }
}
