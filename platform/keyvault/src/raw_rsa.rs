//! RSA without padding, as a card computes it: the padding is its client's. `aws-lc-rs` does not offer that,
//! the engine below it does.

use std::ptr::NonNull;

use aws_lc_sys::{
    CBS, CBS_init, EVP_PKEY_free, EVP_PKEY_get1_RSA, EVP_parse_private_key, RSA, RSA_NO_PADDING, RSA_free,
    RSA_sign_raw, RSA_size, RSA_verify_raw,
};

use crate::KeyError;

/// A private RSA key for the bare operation. The engine holds it, blinds each operation, and wipes the key
/// when it is dropped.
#[derive(Debug)]
pub(crate) struct RawRsa(NonNull<RSA>);

type Transform = unsafe extern "C" fn(*mut RSA, *mut usize, *mut u8, usize, *const u8, usize, i32) -> i32;

#[expect(unsafe_code, reason = "the bare RSA operation is offered by the C interface only")]
// SAFETY: the key is not changed after it was read, and the engine allows operations of several threads on one
// such key: what they share, the reference count, the Montgomery values and the blinding, it guards itself
// ("rsa.h": functions which take a key for an operation may be called concurrently).
unsafe impl Send for RawRsa {}
#[expect(unsafe_code, reason = "see Send")]
// SAFETY: as above.
unsafe impl Sync for RawRsa {}

#[expect(unsafe_code, reason = "the bare RSA operation is offered by the C interface only")]
impl RawRsa {
    /// Reads an unencrypted PKCS#8 private key.
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let mut input = CBS { data: std::ptr::null(), len: 0 };
        // SAFETY: `CBS_init` keeps pointer and length of `der`, which outlives `input`.
        unsafe { CBS_init(&raw mut input, der.as_ptr(), der.len()) };
        // SAFETY: `input` is initialised and what it points to is alive. The result is null or a key of ours.
        let key = NonNull::new(unsafe { EVP_parse_private_key(&raw mut input) }).ok_or(KeyError::NotAKey)?;
        // SAFETY: `key` is a live key. The result is null, where it is not RSA, or a reference of its own.
        let rsa = NonNull::new(unsafe { EVP_PKEY_get1_RSA(key.as_ptr()) });
        // SAFETY: `key` is ours, and `rsa` has its own reference. It is not used again.
        unsafe { EVP_PKEY_free(key.as_ptr()) };
        if input.len != 0 {
            drop(rsa.map(Self));
            return Err(KeyError::NotAKey);
        }
        rsa.map(Self).ok_or(KeyError::NotAKey)
    }

    /// The private operation over a block of the size of the modulus, smaller than it. The result is
    /// released only if the public operation gives the block again: a fault must not give the key away.
    pub(crate) fn apply(&self, block: &[u8]) -> Result<Vec<u8>, KeyError> {
        let value = self.transform(RSA_sign_raw, block)?;
        let again = self.transform(RSA_verify_raw, &value)?;
        match aws_lc_rs::constant_time::verify_slices_are_equal(&again, block) {
            Ok(()) => Ok(value),
            Err(_) => Err(KeyError::SelfCheck),
        }
    }

    fn transform(&self, transform: Transform, block: &[u8]) -> Result<Vec<u8>, KeyError> {
        // SAFETY: the key is alive as long as `self`.
        let size = usize::try_from(unsafe { RSA_size(self.0.as_ptr()) }).unwrap_or(0);
        let (mut out, mut length) = (vec![0; size], 0);
        // SAFETY: the key is alive; `out` has the room that is announced and `block` the octets; both are
        // distinct. The engine writes no more than `size` octets and how many into `length`.
        let done = unsafe {
            transform(
                self.0.as_ptr(),
                &raw mut length,
                out.as_mut_ptr(),
                size,
                block.as_ptr(),
                block.len(),
                RSA_NO_PADDING,
            )
        };
        if done == 1 && length == size { Ok(out) } else { Err(KeyError::Engine("computing RSA")) }
    }
}

#[expect(unsafe_code, reason = "the key belongs to the engine")]
impl Drop for RawRsa {
    fn drop(&mut self) {
        // SAFETY: the key is ours and is not used again.
        unsafe { RSA_free(self.0.as_ptr()) };
    }
}
