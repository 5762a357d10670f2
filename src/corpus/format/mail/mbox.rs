//! A folder of mail in one file (mbox): messages one after the other, each below a line that begins with `From `.

use super::eml;
use crate::corpus::Skip;
use crate::corpus::format::Format;
use crate::corpus::format::lines::{Taken, line};
use crate::corpus::input::Input;
use crate::corpus::output::Output;

pub(in super::super) const FORMAT: Format =
    Format { name: "mailbox", extensions: &["mbox", "mbx"], begins, whole: false, read };

fn begins(head: &[u8]) -> bool {
    let mut lines = head.split(|&b| b == b'\n');
    lines.next().is_some_and(is_border) && lines.next().is_some_and(eml::is_header)
}

/// Whether a line stands above a message: it names the sender and a day with its time and year.
fn is_border(line: &[u8]) -> bool {
    const LEN_MAX: usize = 400;
    let Some(rest) = line.strip_prefix(b"From ").filter(|rest| rest.len() <= LEN_MAX) else { return false };
    let is_digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    let has_time = rest.windows(5).any(|time| time[2] == b':' && is_digits(&time[..2]) && is_digits(&time[3..]));
    let has_year = rest.split(|b| !b.is_ascii_digit()).any(|digits| digits.len() == 4);
    has_time && has_year
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let stream = input.stream();
    let max = output.limits().article_bytes;
    let mut held: Option<Held> = None;
    let mut is_after_blank = true;
    while let Some((taken, _)) = line(stream, max).map_err(|error| Skip::from_io(&error))? {
        match taken {
            Taken::Raw(line) if is_after_blank && is_border(&line) => {
                if let Some(held) = held.replace(Held::default()) {
                    held.put(output);
                }
            }
            Taken::Raw(line) => {
                is_after_blank = line.trim_ascii().is_empty();
                held.get_or_insert_default().take(&line, max);
            }
            Taken::TooLarge => held.get_or_insert_default().is_too_large = true,
        }
    }
    if let Some(held) = held {
        held.put(output);
    }
    Ok(())
}

/// A message as it is read.
#[derive(Default)]
struct Held {
    bytes: Vec<u8>,
    is_too_large: bool,
}

impl Held {
    /// Takes a line. Those that would look like a border have a mark before them.
    fn take(&mut self, line: &[u8], max: u64) {
        let marks = line.iter().take_while(|&&b| b == b'>').count();
        let line = if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line };
        if (self.bytes.len() + line.len()) as u64 > max {
            self.is_too_large = true;
            self.bytes = Vec::new();
        }
        if !self.is_too_large {
            self.bytes.extend_from_slice(line);
        }
    }

    fn put(self, output: &mut Output<'_>) {
        if self.is_too_large {
            return output.skip(Skip::too_large(output.limits()));
        }
        eml::put(&self.bytes, output);
    }
}

#[cfg(test)]
mod tests {
    //! Properties: messages are parted, quoted borders are text, too long a message is told and the rest is read;
    //! nothing panics.
    use super::*;
    use crate::corpus::Limits;
    use crate::corpus::format::trial::{read_within, shown_of, survives};

    const FOLDER: &str = "From k@port.example Tue Mar 14 09:00:00 2017\nSubject: A\n\nOne.\n\n>From here on, two.\nFrom now on, too.\n\n\
        From - Wed Mar 15 09:00:00 2017\nSubject: =?utf-8?B?7ZWt66eM?=\n\n선석.\n";

    #[test]
    fn messages_are_parted() {
        for name in ["a.mbox", "a"] {
            assert_eq!(
                shown_of(name, FOLDER.as_bytes()),
                ["0 title=A [One.\n\nFrom here on, two.\nFrom now on, too.\n\n]", "1 title=항만 [선석.\n]"]
            );
        }
        assert!(!begins(b"From Busan to Qingdao, 14 March 2017\nNote: x\n"));
    }

    #[test]
    fn long_messages_are_not_held() {
        let limits = Limits { article_bytes: 120, ..Limits::default() };
        let long = format!("From k Tue Mar 14 09:00:00 2017\nSubject: B\n\n{}\n\n{FOLDER}", "word\n".repeat(99));
        let found = read_within(limits, "a.mbox", long.as_bytes());
        assert_eq!(found.fate, Ok(()));
        let shown = found.shown;
        assert!(shown.len() == 3 && shown[0].contains("too large"), "{shown:?}");
    }

    #[test]
    fn nothing_makes_it_panic() {
        survives("a.mbox", FOLDER.as_bytes());
    }
}
