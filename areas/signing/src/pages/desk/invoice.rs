//! An electronic invoice (FatturaPA 1.2 and simplified 1.0) as people read it: what the file says, nothing
//! worked out.

use maud::{Markup, Render, html};
use webkit::{
    Lang,
    components::{self, Table},
    fmt, t,
};
use xades::xml::{Document, Node, Source};

/// Namespaces of electronic invoices begin so.
const NAMESPACE: &str = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.";
/// Lines of one invoice that are shown.
const LINES: usize = 500;

/// What an electronic invoice says.
#[derive(Debug)]
pub(super) struct Invoice {
    seller: Party,
    buyer: Party,
    bodies: Vec<Body>,
}

#[derive(Debug, Default)]
struct Party {
    name: String,
    vat: String,
    tax_code: String,
    address: String,
}

/// One invoice of those in the file.
#[derive(Debug)]
struct Body {
    kind: String,
    number: String,
    date: String,
    currency: String,
    reasons: Vec<String>,
    lines: Vec<Line>,
    taxes: Vec<Tax>,
    total: String,
    due: Vec<[String; 2]>,
    attachments: Vec<String>,
}

#[derive(Debug)]
struct Line {
    description: String,
    quantity: String,
    price: String,
    rate: String,
    total: String,
}

#[derive(Debug)]
struct Tax {
    rate: String,
    taxable: String,
    tax: String,
}

impl Invoice {
    /// Reads an invoice; `None` when the file is none.
    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let source = Source::read(octets).ok()?;
        let document = Document::parse(&source).ok()?;
        let root = document.root_element();
        let name = root.tag_name();
        let is_invoice = name.namespace().is_some_and(|namespace| namespace.starts_with(NAMESPACE))
            && matches!(name.name(), "FatturaElettronica" | "FatturaElettronicaSemplificata");
        if !is_invoice {
            return None;
        }
        let header = child(root, "FatturaElettronicaHeader")?;
        let bodies = children(root, "FatturaElettronicaBody").map(Body::read).collect();
        Some(Self {
            seller: child(header, "CedentePrestatore").map(Party::read).unwrap_or_default(),
            buyer: child(header, "CessionarioCommittente").map(Party::read).unwrap_or_default(),
            bodies,
        })
    }

    /// The invoice for people.
    pub(super) fn shown(&self, lang: Lang) -> Markup {
        html! {
            div.invoice {
                (self.seller.shown(lang, "invoice-seller"))
                (self.buyer.shown(lang, "invoice-buyer"))
            }
            @for body in &self.bodies { (body.shown(lang)) }
        }
    }
}

impl Party {
    /// In the simplified invoice the particulars stand a step higher.
    fn read(party: Node<'_>) -> Self {
        let data = child(party, "DatiAnagrafici").or_else(|| child(party, "IdentificativiFiscali"));
        let data = data.unwrap_or(party);
        let names =
            child(data, "Anagrafica").or_else(|| child(party, "AltriDatiIdentificativi")).unwrap_or(party);
        let name = match text(names, "Denominazione") {
            name if name.is_empty() => joined([text(names, "Nome"), text(names, "Cognome")], " "),
            name => name,
        };
        let id = child(data, "IdFiscaleIVA");
        let vat = id.map_or_else(String::new, |id| text(id, "IdPaese") + &text(id, "IdCodice"));
        let seat = child(party, "Sede").or_else(|| child(names, "Sede"));
        let address = seat.map_or_else(String::new, |seat| {
            let street = joined([text(seat, "Indirizzo"), text(seat, "NumeroCivico")], " ");
            let place = joined([text(seat, "CAP"), text(seat, "Comune"), text(seat, "Provincia")], " ");
            joined([street, place, text(seat, "Nazione")], ", ")
        });
        Self { name, vat, tax_code: text(data, "CodiceFiscale"), address }
    }

    fn shown(&self, lang: Lang, heading: &str) -> Markup {
        html! {
            div {
                h3 { (lang.t(heading)) }
                p {
                    strong { (self.name) }
                    @if !self.vat.is_empty() { br; (t!(lang, "invoice-vat", code = &*self.vat)) }
                    @if !self.tax_code.is_empty() { br; (t!(lang, "invoice-tax-code", code = &*self.tax_code)) }
                    @if !self.address.is_empty() { br; (self.address) }
                }
            }
        }
    }
}

impl Body {
    fn read(body: Node<'_>) -> Self {
        let general = path(body, &["DatiGenerali", "DatiGeneraliDocumento"]);
        let of = |name| general.map_or_else(String::new, |general| text(general, name));
        let goods = child(body, "DatiBeniServizi");
        let simplified = || children(body, "DatiBeniServizi");
        let mut lines: Vec<Line> = goods
            .into_iter()
            .flat_map(|goods| children(goods, "DettaglioLinee"))
            .take(LINES)
            .map(Line::read)
            .collect();
        if lines.is_empty() {
            lines = simplified()
                .filter(|goods| child(*goods, "Importo").is_some())
                .take(LINES)
                .map(Line::simple)
                .collect();
        }
        let taxes =
            goods.into_iter().flat_map(|goods| children(goods, "DatiRiepilogo")).map(Tax::read).collect();
        let due = children(body, "DatiPagamento")
            .flat_map(|payment| children(payment, "DettaglioPagamento"))
            .map(|payment| [text(payment, "DataScadenzaPagamento"), text(payment, "ImportoPagamento")])
            .collect();
        Self {
            kind: of("TipoDocumento"),
            number: of("Numero"),
            date: of("Data"),
            currency: of("Divisa"),
            reasons: general
                .into_iter()
                .flat_map(|general| children(general, "Causale"))
                .map(content)
                .collect(),
            lines,
            taxes,
            total: of("ImportoTotaleDocumento"),
            due,
            attachments: children(body, "Allegati")
                .map(|attached| text(attached, "NomeAttachment"))
                .collect(),
        }
    }

    fn shown(&self, lang: Lang) -> Markup {
        let money = |value: &str| amount(lang, value, &self.currency);
        let kind = format!("invoice-kind-{}", self.kind.to_ascii_lowercase());
        let kind = match lang.has(&kind) {
            true => lang.t(&kind),
            false => t!(lang, "invoice-kind-other", code = &*self.kind),
        };
        let columns = ["description", "quantity", "price", "rate", "total"];
        let columns = columns.map(|name| lang.t(&format!("invoice-{name}")));
        let mut lines = Table::new(t!(lang, "invoice-lines"), columns);
        for line in &self.lines {
            lines = lines.row([
                html! { (line.description) },
                html! { (line.quantity.replace('.', decimal(lang))) },
                html! { (money(&line.price)) },
                html! { (line.rate.replace('.', decimal(lang))) },
                html! { (money(&line.total)) },
            ]);
        }
        let columns = ["rate", "taxable", "tax"].map(|name| lang.t(&format!("invoice-{name}")));
        let mut taxes = Table::new(t!(lang, "invoice-taxes"), columns);
        for tax in &self.taxes {
            taxes = taxes.row([
                html! { (tax.rate.replace('.', decimal(lang))) },
                html! { (money(&tax.taxable)) },
                html! { (money(&tax.tax)) },
            ]);
        }
        html! {
            h3 { (t!(lang, "invoice-heading", kind = kind, number = &*self.number, date = day(lang, &self.date))) }
            @for reason in &self.reasons { p { (reason) } }
            @if !self.lines.is_empty() { (lines.render()) }
            @if self.lines.len() == LINES { p { (t!(lang, "invoice-cut", n = LINES)) } }
            @if !self.taxes.is_empty() { (taxes.render()) }
            p.invoice-total {
                @if self.total.is_empty() { (t!(lang, "invoice-no-total")) }
                @else { (t!(lang, "invoice-grand-total", amount = money(&self.total))) }
            }
            @for [date, value] in &self.due {
                p {
                    @if date.is_empty() { (t!(lang, "invoice-due", amount = money(value))) }
                    @else { (t!(lang, "invoice-due-on", amount = money(value), date = day(lang, date))) }
                }
            }
            @if !self.attachments.is_empty() {
                p { (t!(lang, "invoice-attached")) }
                ul { @for name in &self.attachments { li { (components::code(name)) } } }
            }
        }
    }
}

impl Line {
    fn read(line: Node<'_>) -> Self {
        let quantity = joined([text(line, "Quantita"), text(line, "UnitaMisura")], " ");
        Self {
            description: text(line, "Descrizione"),
            quantity,
            price: text(line, "PrezzoUnitario"),
            rate: rate(line),
            total: text(line, "PrezzoTotale"),
        }
    }

    /// A line of the simplified invoice: goods and what they cost, tax included.
    fn simple(line: Node<'_>) -> Self {
        let tax = child(line, "DatiIVA");
        Self {
            description: text(line, "Descrizione"),
            quantity: String::new(),
            price: String::new(),
            rate: tax
                .map(|tax| text(tax, "Aliquota"))
                .filter(|rate| !rate.is_empty())
                .map_or_else(|| text(line, "Natura"), |rate| format!("{rate} %")),
            total: text(line, "Importo"),
        }
    }
}

impl Tax {
    fn read(summary: Node<'_>) -> Self {
        Self {
            rate: rate(summary),
            taxable: text(summary, "ImponibileImporto"),
            tax: text(summary, "Imposta"),
        }
    }
}

/// The rate, and why there is no tax.
fn rate(node: Node<'_>) -> String {
    let rate = text(node, "AliquotaIVA");
    let rate = if rate.is_empty() { rate } else { format!("{rate} %") };
    joined([rate, text(node, "Natura")], " ")
}

fn children<'d>(node: Node<'d>, name: &'static str) -> impl Iterator<Item = Node<'d>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn child<'d>(node: Node<'d>, name: &'static str) -> Option<Node<'d>> {
    children(node, name).next()
}

fn path<'d>(node: Node<'d>, names: &[&'static str]) -> Option<Node<'d>> {
    names.iter().try_fold(node, |node, name| child(node, name))
}

fn content(node: Node<'_>) -> String {
    xades::xml::text_of(node).trim().to_owned()
}

fn text(node: Node<'_>, name: &'static str) -> String {
    child(node, name).map(content).unwrap_or_default()
}

fn joined<const N: usize>(parts: [String; N], between: &str) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

fn decimal(lang: Lang) -> &'static str {
    if lang == Lang::En { "." } else { "," }
}

/// `1.234,50 €`; what is no number stays as it is written.
fn amount(lang: Lang, value: &str, currency: &str) -> String {
    let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
    let minus = if whole.starts_with('-') { "-" } else { "" };
    let number = match whole.trim_start_matches(['-', '+']).parse::<i64>() {
        Ok(whole) if rest.bytes().all(|octet| octet.is_ascii_digit()) => {
            let point = if rest.is_empty() { "" } else { decimal(lang) };
            format!("{minus}{}{point}{rest}", fmt::integer(lang, whole))
        }
        _ => return value.to_owned(),
    };
    match currency {
        "" | "EUR" => format!("{number} €"),
        other => format!("{number} {other}"),
    }
}

/// A date of the file (`2026-10-15`, perhaps with a zone) as the language writes it.
fn day(lang: Lang, written: &str) -> String {
    let date = written.get(..10).and_then(|date| date.parse::<jiff::civil::Date>().ok());
    let noon = date.and_then(|date| date.at(12, 0, 0, 0).in_tz("UTC").ok());
    noon.map_or_else(|| written.to_owned(), |noon| fmt::date(lang, noon.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = include_bytes!("../../../../../demo/samples/fattura.xml");

    #[test]
    fn an_invoice_is_shown_with_parties_lines_and_totals() {
        let shown = Invoice::read(SAMPLE).unwrap().shown(Lang::It).into_string();
        for words in [
            "Forno del Borgo S.r.l.",
            "Mario Rossi",
            "RSSMRA80A01H501U",
            "IT09876543217",
            "via della Fontana 4, 00100 Borgo Sereno RM, IT",
            "Fattura n. 17/2026 del 15 ottobre 2026",
            "Pane comune",
            "10,00 kg",
            "4,00 %",
            "5,50 €",
            "55,00 €",
            "57,20 €",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
    }

    #[test]
    fn what_is_no_invoice_is_not_shown_as_one() {
        for other in
            [&b"<a/>"[..], b"<FatturaElettronica/>", b"x", b"", b"<!DOCTYPE x [<!ENTITY y 'z'>]><x/>"]
        {
            assert!(Invoice::read(other).is_none());
        }
    }

    #[test]
    fn amounts_are_written_as_the_language_does_and_never_changed() {
        assert_eq!(amount(Lang::It, "1234567.50", "EUR"), "1.234.567,50 €");
        assert_eq!(amount(Lang::En, "-1234.5", "USD"), "-1,234.5 USD");
        assert_eq!(amount(Lang::De, "12", ""), "12 €");
        assert_eq!(amount(Lang::It, "dodici", "EUR"), "dodici");
        assert_eq!(amount(Lang::It, "-0.50", "EUR"), "-0,50 €");
    }
}
