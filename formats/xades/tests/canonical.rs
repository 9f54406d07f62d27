//! Canonical forms. The expectations were compared with those of libxml2.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

use xades::{
    c14n::Canonicalization,
    nodes::NodeSet,
    xml::{self, Document, Source},
};

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// The canonical form of a document, or of its element with `Id="x"` where there is one.
fn canonical(uri: &str, document: &str) -> String {
    let source = Source::read(document).unwrap();
    let document = Document::parse(&source).unwrap();
    let method = Canonicalization::from_uri(uri).unwrap();
    assert_eq!(method.uri(), uri);
    let apex = document.by_id("x").unwrap_or(document.root());
    String::from_utf8(method.octets(&NodeSet::subtree(&document, apex))).unwrap()
}

#[test]
fn attributes_and_text_are_escaped_and_normalised() {
    for uri in [INCLUSIVE, INCLUSIVE11, EXCLUSIVE] {
        assert_eq!(canonical(uri, "<a b=\"1\n2\" c=\"1\t2\"/>"), "<a b=\"1 2\" c=\"1 2\"></a>");
        assert_eq!(
            canonical(uri, "<a c='&#13;&#10;&#9;\"&lt;>'>x&#13;\r\n<![CDATA[<&]]>&gt;</a >"),
            "<a c=\"&#xD;&#xA;&#x9;&quot;&lt;>\">x&#xD;\n&lt;&amp;&gt;</a>"
        );
        assert_eq!(
            canonical(uri, "<a z='1' b:y='2' b:c='3' a='4' xmlns:b='urn:a'/>"),
            "<a xmlns:b=\"urn:a\" a=\"4\" z=\"1\" b:c=\"3\" b:y=\"2\"></a>"
        );
    }
}

#[test]
fn comments_stay_only_where_the_method_says_so() {
    let document = "<?xml version='1.0'?><?p  i?>\n<!-- a\r\nb --><r><!--c--></r><!--d--><?q?>";
    assert_eq!(canonical(INCLUSIVE, document), "<?p i?>\n<r></r>\n<?q?>");
    let with = "<?p i?>\n<!-- a\nb -->\n<r><!--c--></r>\n<!--d-->\n<?q?>";
    for uri in [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    ] {
        assert_eq!(canonical(uri, document), with);
    }
}

#[test]
fn inclusive_keeps_all_namespaces_in_scope_and_exclusive_those_in_use() {
    let document =
        "<a xmlns='urn:d' xmlns:u='urn:u' xmlns:v='urn:v'><b Id='x' v:k='1'><v:c/><d xmlns=''/></b></a>";
    assert_eq!(
        canonical(INCLUSIVE, document),
        "<b xmlns=\"urn:d\" xmlns:u=\"urn:u\" xmlns:v=\"urn:v\" Id=\"x\" v:k=\"1\"><v:c></v:c><d xmlns=\"\"></d></b>"
    );
    assert_eq!(
        canonical(EXCLUSIVE, document),
        "<b xmlns=\"urn:d\" xmlns:v=\"urn:v\" Id=\"x\" v:k=\"1\"><v:c></v:c><d xmlns=\"\"></d></b>"
    );
    let repeated = "<a xmlns:p='urn:1'><p:b xmlns:p='urn:1'/><p:b xmlns:p='urn:2'/><c xmlns=''/></a>";
    assert_eq!(
        canonical(EXCLUSIVE, repeated),
        "<a><p:b xmlns:p=\"urn:1\"></p:b><p:b xmlns:p=\"urn:2\"></p:b><c></c></a>"
    );
    assert_eq!(
        canonical(INCLUSIVE, repeated),
        "<a xmlns:p=\"urn:1\"><p:b></p:b><p:b xmlns:p=\"urn:2\"></p:b><c></c></a>"
    );
}

#[test]
fn attributes_of_the_xml_namespace_are_inherited_as_each_version_says() {
    let document = "<a xml:lang='it' xml:base='http://e.com/x/' xml:id='i'><b Id='x' xml:base='y/../z'/></a>";
    assert_eq!(
        canonical(INCLUSIVE, document),
        "<b Id=\"x\" xml:base=\"y/../z\" xml:id=\"i\" xml:lang=\"it\"></b>"
    );
    assert_eq!(
        canonical(INCLUSIVE11, document),
        "<b Id=\"x\" xml:base=\"http://e.com/x/z\" xml:lang=\"it\"></b>"
    );
    assert_eq!(canonical(EXCLUSIVE, document), "<b Id=\"x\" xml:base=\"y/../z\"></b>");
}

#[test]
fn listed_prefixes_are_kept_by_exclusive_too() {
    let text = "<a xmlns='urn:d' xmlns:u='urn:u' xmlns:v='urn:v'><v:b Id='x'/></a>";
    let source = Source::read(text).unwrap();
    let document = Document::parse(&source).unwrap();
    let method = Canonicalization {
        prefixes: vec!["u".into(), "#default".into(), "none".into()],
        ..Canonicalization::EXCLUSIVE
    };
    let octets = method.element(&document, document.by_id("x").unwrap());
    assert_eq!(
        String::from_utf8(octets).unwrap(),
        "<v:b xmlns=\"urn:d\" xmlns:u=\"urn:u\" xmlns:v=\"urn:v\" Id=\"x\"></v:b>"
    );
}

#[test]
fn what_is_taken_out_leaves_no_trace() {
    let source = Source::read("<a>1<b Id='x'><c/></b>2</a>").unwrap();
    let document = Document::parse(&source).unwrap();
    let nodes = NodeSet::document(&document).without(document.by_id("x").unwrap());
    assert_eq!(Canonicalization::INCLUSIVE.octets(&nodes), b"<a>12</a>");
}

#[test]
fn comments_do_not_cut_text() {
    let source = Source::read("<a>pay 1<!-- -->00<b>0</b><?x y?></a>").unwrap();
    let document = Document::parse(&source).unwrap();
    assert_eq!(xml::text_of(document.root_element()), "pay 1000");
}
