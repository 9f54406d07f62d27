use std::{
    fs,
    io::{self, Read, Seek, SeekFrom},
};

use store::blobs::{Blob, BlobError, BlobHash, BlobStore, FolderBlobs, MemoryBlobs};

/// SHA-256 of "abc" (FIPS 180-4, example).
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn both(rule: impl Fn(&dyn BlobStore)) {
    let folder = tempfile::tempdir().unwrap();
    rule(&FolderBlobs::open(folder.path()).unwrap());
    rule(&MemoryBlobs::default());
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

#[test]
fn a_blob_is_found_by_its_hash() {
    both(|blobs| {
        let hash: BlobHash = ABC.parse().unwrap();
        assert!(!blobs.exists(&hash).unwrap());
        assert!(matches!(blobs.get(&hash).err(), Some(BlobError::Missing(h)) if h == hash));
        for _ in 0..2 {
            assert_eq!(blobs.put(&mut &b"abc"[..]).unwrap(), Blob { sha256: hash, size: 3 });
        }
        assert!(blobs.exists(&hash).unwrap());
        let mut blob = blobs.get(&hash).unwrap();
        blob.seek(SeekFrom::Start(1)).unwrap();
        let mut text = String::new();
        blob.read_to_string(&mut text).unwrap();
        assert_eq!(text, "bc");
        assert!(blobs.delete(&hash).unwrap());
        assert!(!blobs.delete(&hash).unwrap());
        assert!(!blobs.exists(&hash).unwrap());
    });
}

#[test]
fn empty_and_large_blobs_are_kept_whole() {
    both(|blobs| {
        for size in [0, 1, 65_536, 1_000_001] {
            let blob = blobs.put(&mut io::repeat(7).take(size)).unwrap();
            assert_eq!(blob.size, size);
            let mut back = Vec::new();
            blobs.get(&blob.sha256).unwrap().read_to_end(&mut back).unwrap();
            assert!(back.len() as u64 == size && back.iter().all(|b| *b == 7));
        }
    });
}

#[test]
fn a_source_that_fails_leaves_nothing() {
    struct Fails(u8);
    impl Read for Fails {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 > 2 { Err(io::Error::other("the line broke")) } else { Ok(out.len()) }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let blobs = FolderBlobs::open(folder.path()).unwrap();
    assert!(matches!(blobs.put(&mut Fails(0)), Err(BlobError::Source(_))));
    assert_eq!(files_below(folder.path()), 0);
}

#[test]
fn what_a_crash_left_is_cleared_but_not_what_is_being_written() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FolderBlobs::open(folder.path()).unwrap();
    fs::write(folder.path().join("incoming/1-0x1-0"), b"half").unwrap();
    /// Opens the folder again in the middle of a put.
    struct Meanwhile<'a>(&'a std::path::Path, bool);
    impl Read for Meanwhile<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.1, true) {
                return Ok(0);
            }
            assert_eq!(files_below(self.0), 2);
            FolderBlobs::open(self.0).unwrap();
            assert_eq!(files_below(self.0), 1);
            out[0] = b'x';
            Ok(1)
        }
    }
    let blob = blobs.put(&mut Meanwhile(folder.path(), false)).unwrap();
    assert!(blobs.exists(&blob.sha256).unwrap());
    assert_eq!(files_below(folder.path()), 1);
    let name = blob.sha256.to_string();
    assert!(folder.path().join(&name[..2]).join(&name[2..4]).join(&name).is_file());
}

#[test]
fn a_folder_that_cannot_be_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), b"").unwrap();
    assert!(matches!(FolderBlobs::open(folder.path().join("file")), Err(BlobError::Io(_))));
}

#[test]
fn only_a_hash_is_read_as_one() {
    for wrong in ["", "ba78", &ABC.to_uppercase(), &ABC.replace('b', "g"), &format!("{ABC}0")] {
        assert!(wrong.parse::<BlobHash>().is_err(), "{wrong}");
    }
    assert_eq!(ABC.parse::<BlobHash>().unwrap().to_string(), ABC);
}
