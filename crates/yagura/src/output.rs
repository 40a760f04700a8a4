//! Writing: results to standard output or files, messages to standard error.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Prints a message for a person to standard error; control characters in it are shown, not obeyed.
pub(crate) fn message(text: &str) {
    let _ = writeln!(io::stderr(), "{}", yagura_report::clean_lines(text));
}

/// Prints a result. A reader that closed the pipe has seen enough: that is no fault.
pub(crate) fn print(text: impl AsRef<[u8]>) -> io::Result<()> {
    print_with(|out| out.write_all(text.as_ref()))
}

/// Prints a result piece by piece, as [`print`] does: a large one is never held as a whole.
pub(crate) fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still in the buffer has no reader either.
            let _ = out.into_parts();
            Ok(())
        }
        other => other,
    }
}

/// Writes a whole file or none: beside it, synced, then renamed. Only its owner may read it when `private`.
pub(crate) fn write_file(
    path: &Path,
    private: bool,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    // A device or a pipe (`/dev/stdout`) cannot be replaced; it is written as it is.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return write(&mut OpenOptions::new().write(true).open(path)?);
    }
    put(path, &|beside| create(beside, private), write)
}

/// Puts a new content in the place of a file's, as [`write_file`] does; permissions, and where it may be the owner, stay.
pub(crate) fn replace_file(path: &Path, old: &fs::Metadata, content: &[u8]) -> io::Result<()> {
    let make = |beside: &Path| {
        let file = create(beside, true)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            // Only root may give a file away, and then it should.
            let _ = std::os::unix::fs::fchown(&file, Some(old.uid()), Some(old.gid()));
        }
        file.set_permissions(old.permissions())?;
        Ok(file)
    };
    put(path, &make, |out| out.write_all(content))
}

fn put(
    path: &Path,
    make: &dyn Fn(&Path) -> io::Result<File>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = Path::new(&beside);
    let result = make(beside).and_then(|file| {
        let mut buffered = io::BufWriter::new(file);
        write(&mut buffered)?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(beside, path)
    });
    if result.is_err() {
        let _ = fs::remove_file(beside);
    }
    result
}

fn create(path: &Path, private: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    options.open(path)
}

/// How results look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Columns.
    pub(crate) width: usize,
    /// Use colours.
    pub(crate) colour: bool,
}

/// How results look on standard output: its width, and colours where it is a terminal and nobody asked for none
/// (<https://no-color.org>).
pub(crate) fn style() -> Style {
    let terminal = io::IsTerminal::is_terminal(&io::stdout());
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|value| value != "dumb");
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width = width.or_else(|| terminal.then(terminal_width).flatten()).unwrap_or(100);
    Style { width, colour: terminal && wanted }
}

/// How results look in a file.
pub(crate) fn plain() -> Style {
    Style { width: 100, colour: false }
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}
