//! Snapshots in files: a line that says what it is, then gzip-compressed JSON.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use yagura_finding::Text;
use yagura_model::{Snapshot, VERSION};

use crate::cli::{Exit, Failure};
use crate::output;

const MAGIC: &str = "yagura snapshot ";
/// A snapshot that is larger than this when unpacked is refused: 4 GiB holds some ten million resources.
const LARGEST: u64 = 4 << 30;

/// Saves a snapshot, readable by its owner only. Texts that may hold a secret are not in it.
pub(crate) fn save(snapshot: &Snapshot, path: &Path) -> Result<(), Failure> {
    output::write_file(path, true, |out| {
        writeln!(out, "{MAGIC}{VERSION}")?;
        let mut encoder = GzEncoder::new(out, Compression::new(3));
        serde_json::to_writer(&mut encoder, snapshot).map_err(io::Error::from)?;
        encoder.finish().map(|_| ())
    })
    .map_err(|error| {
        Failure::new(
            Exit::Io,
            format!("cannot write `{}`: {error}", path.display()),
            Text {
                ja: "書き込み先と空き容量を確認してください。", en: "Check the folder and the free space."
            },
        )
    })
}

/// What to name where what was named is no snapshot.
pub(crate) const SAVED: Text = Text {
    ja: "`yagura scan --save` で保存したファイルを指定してください。",
    en: "Name a file that `yagura scan --save` wrote.",
};

/// Loads a snapshot; `another` says what to name where this is none.
pub(crate) fn load(path: &Path, another: Text) -> Result<Snapshot, Failure> {
    const DAMAGED: Text = Text {
        ja: "ファイルが壊れています。もう一度スキャンして保存してください。",
        en: "The file is damaged. Scan and save again.",
    };
    let fail = |what: String, advice| Failure::new(Exit::Io, format!("`{}`: {what}", path.display()), advice);
    let file = File::open(path).map_err(|error| fail(error.to_string(), another))?;
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Err(fail("not a regular file".to_owned(), another));
    }
    let mut reader = BufReader::new(file);
    let mut first = Vec::new();
    (&mut reader).take(64).read_until(b'\n', &mut first).map_err(|error| fail(error.to_string(), another))?;
    let version = std::str::from_utf8(&first)
        .ok()
        .and_then(|line| line.strip_prefix(MAGIC))
        .and_then(|version| version.trim_end().parse::<u32>().ok())
        .ok_or_else(|| fail("not a yagura snapshot".to_owned(), another))?;
    if version > VERSION {
        return Err(fail(
            format!("snapshot version {version} is newer than this yagura knows ({VERSION})"),
            Text { ja: "yaguraを更新してください。", en: "Update yagura." },
        ));
    }
    let mut json = Vec::new();
    GzDecoder::new(reader)
        .take(LARGEST)
        .read_to_end(&mut json)
        .map_err(|error| fail(format!("cannot be unpacked: {error}"), DAMAGED))?;
    let mut snapshot: Snapshot =
        serde_json::from_slice(&json).map_err(|error| fail(format!("cannot be read: {error}"), DAMAGED))?;
    snapshot.share();
    Ok(snapshot)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that goes with the test.
    struct Folder(std::path::PathBuf);

    impl Folder {
        fn join(&self, name: &str) -> std::path::PathBuf {
            self.0.join(name)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn folder(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("yagura-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    #[test]
    fn a_saved_snapshot_is_private_and_comes_back() {
        let folder = folder("round");
        let path = folder.join("acct.yagura");
        let mut snapshot = Snapshot::default();
        snapshot.contents.taken = "2026-01-31T00:00:00Z".into();
        save(&snapshot, &path).unwrap();
        assert_eq!(load(&path, SAVED).unwrap(), snapshot);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_snapshot_is_said_so() {
        let folder = folder("bad");
        let cases: [(&str, Vec<u8>, &str); 4] = [
            ("text", b"hello".to_vec(), "not a yagura snapshot"),
            ("newer", b"yagura snapshot 999\n...".to_vec(), "newer"),
            ("cut", b"yagura snapshot 1\n\x1f\x8b".to_vec(), "cannot be unpacked"),
            ("empty", Vec::new(), "not a yagura snapshot"),
        ];
        for (name, bytes, expect) in cases {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            let said = load(&path, SAVED).unwrap_err().text(yagura_report::Lang::En);
            assert!(said.contains(expect), "{name}: {said}");
        }
        let path = folder.join("flipped");
        save(&Snapshot::default(), &path).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        std::fs::write(&path, bytes).unwrap();
        assert!(load(&path, SAVED).is_err());
    }
}
