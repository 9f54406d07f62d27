//! CMS and CAdES signatures: reading in BER and DER, writing in DER or streamed.
