//! From BER to DER, for what a signature covers in its DER form (RFC 5652 §5.4).

use asn1::{Result, Tag, Tlv, Writer, tag};

/// Writes a value in DER: minimal definite lengths, octet strings in one piece, SETs in order.
///
/// Types that DER restricts further (BOOLEAN, named bits, times) are left as they are: no signer has
/// been seen to write them otherwise, and the octets as present are tried as well.
pub(crate) fn write(tlv: &Tlv<'_>, tag: Tag, w: &mut Writer) -> Result<()> {
    if !tlv.tag.is_constructed() {
        w.value(tag, tlv.value);
    } else if tlv.tag == tag::OCTET_STRING.constructed() {
        w.value(tag::OCTET_STRING, &tlv.octets()?);
    } else {
        let children = tlv
            .children()
            .map(|child| {
                let child = child?;
                let mut w = Writer::new();
                write(&child, child.tag, &mut w)?;
                Ok(w.into_vec())
            })
            .collect::<Result<Vec<_>>>()?;
        if tag == tag::SET {
            w.sorted(tag, children);
        } else {
            w.constructed(tag, |w| children.iter().for_each(|child| w.raw(child)));
        }
    }
    Ok(())
}
