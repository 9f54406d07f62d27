//! Runs programs and says how long they took and how much memory they held.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::timing::{Figure, median, process_cpu};

/// A program with its arguments. Standard output is thrown away, standard error shown when it fails.
#[derive(Clone, Debug)]
pub struct Program {
    program: PathBuf,
    arguments: Vec<std::ffi::OsString>,
    /// Must not exist when the program starts.
    output: Option<PathBuf>,
}

impl Program {
    /// A program that is run with these arguments.
    pub fn new<A: AsRef<OsStr>>(program: impl Into<PathBuf>, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
        Self { program: program.into(), arguments, output: None }
    }

    /// One more argument, then a file that it writes: removed before every run.
    pub fn writing(mut self, option: &str, output: &Path) -> Self {
        self.arguments.extend([option.into(), output.as_os_str().to_owned()]);
        self.output = Some(output.to_owned());
        self
    }

    /// Runs it; the seconds that passed.
    pub fn run(&self) -> Result<f64> {
        self.clear()?;
        let begun = Instant::now();
        self.finish(Command::new(&self.program).args(&self.arguments))?;
        Ok(begun.elapsed().as_secs_f64())
    }

    fn clear(&self) -> Result<()> {
        match &self.output {
            Some(path) if path.exists() => Ok(fs::remove_file(path)?),
            _ => Ok(()),
        }
    }

    fn finish(&self, command: &mut Command) -> Result<()> {
        let shown = || format!("{} {:?}", self.program.display(), self.arguments);
        // No installation is at work: only what the arguments name.
        command.stdin(Stdio::null()).stdout(Stdio::null()).env("CERALACCA_DATA", "/nonexistent");
        let status = command.stderr(Stdio::null()).status().with_context(shown)?;
        if !status.success() {
            // What is measured is silent; once more, to hear why.
            let again = command.stderr(Stdio::piped()).output()?;
            bail!("{} failed: {status}\n{}", shown(), String::from_utf8_lossy(&again.stderr));
        }
        Ok(())
    }

    /// Runs it once under `time`.
    pub fn once(&self, scratch: &Path) -> Result<Once> {
        self.clear()?;
        let report = scratch.join("time.txt");
        let mut command = Command::new("/usr/bin/time");
        command.args(["-q", "-f", "%U %S %M", "-o"]).arg(&report).arg(&self.program).args(&self.arguments);
        let begun = Instant::now();
        self.finish(&mut command).context("`time` of the Debian package `time`")?;
        let wall = begun.elapsed().as_secs_f64();
        let text = fs::read_to_string(&report)?;
        let fields: Vec<f64> = text.split_whitespace().filter_map(|field| field.parse().ok()).collect();
        let [user, system, kib] = fields[..] else { bail!("`time` said {text:?}") };
        Ok(Once { figure: Figure { wall, cpu: user + system }, peak_kib: kib })
    }
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    /// Its times.
    pub figure: Figure,
    /// The most memory that was resident, KiB.
    pub peak_kib: f64,
}

impl Once {
    /// Medians of times, the largest of memory.
    pub fn of(runs: &[Self]) -> Self {
        let pick = |what: fn(&Self) -> f64| median(runs.iter().map(what).collect());
        Self {
            figure: Figure { wall: pick(|run| run.figure.wall), cpu: pick(|run| run.figure.cpu) },
            peak_kib: runs.iter().map(|run| run.peak_kib).fold(0.0, f64::max),
        }
    }
}

/// Processor time is read around this many runs of a program: ticks of a hundredth are coarse.
const BLOCK: usize = 20;

/// Runs the programs in turns, `runs` times each.
pub fn in_turns<const N: usize>(runs: usize, programs: [&Program; N]) -> Result<[Figure; N]> {
    let mut walls = [const { Vec::new() }; N];
    let mut cpus = [0.0; N];
    for program in programs {
        program.run()?;
    }
    for _ in 0..runs.div_ceil(BLOCK) {
        for (index, program) in programs.iter().enumerate() {
            let (_, cpu) = process_cpu();
            for _ in 0..BLOCK.min(runs) {
                walls[index].push(program.run()?);
            }
            cpus[index] += process_cpu().1 - cpu;
        }
    }
    let count = walls[0].len() as f64;
    let mut walls = walls.into_iter();
    Ok(std::array::from_fn(|index| Figure {
        wall: median(walls.next().unwrap_or_default()),
        cpu: cpus[index] / count,
    }))
}

/// What a program writes to standard output.
pub fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.to_owned())?;
    if !output.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program that is measured: the one built beside this one.
pub fn ceralacca() -> Result<PathBuf> {
    let beside = std::env::current_exe()?.with_file_name("ceralacca");
    if !beside.is_file() {
        bail!("{} is missing: run `make bench`, or build it in release mode first", beside.display());
    }
    Ok(beside)
}
