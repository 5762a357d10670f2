//! Where an index on a cluster is: `http(s)://host:9200/name`, or several hosts with commas before the name.

use std::fmt;
use std::str::FromStr;

/// The port that OpenSearch listens on unless told otherwise.
const PORT: &str = "9200";

/// The longest name; the cluster allows 255 bytes, and the number of a generation is added.
const NAME_BYTES_MAX: usize = 200;

/// An index on a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClusterAddress {
    /// The hosts, each `http(s)://host:port`, tried in turn. At least one.
    hosts: Vec<String>,
    name: String,
}

/// Why a text is no address of an index on a cluster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It does not begin with `http://` or `https://`.
    #[error("`{0}` is no address: write `http://host:9200/name`")]
    NoScheme(String),
    /// Nothing stands between the scheme and the name.
    #[error("`{0}` names no host: write `http://host:9200/name`")]
    NoHost(String),
    /// A name or password stands in it.
    #[error(
        "`{0}` holds a user or password, which would be seen by everybody: leave it out, and set ONRECORD_USER and \
         ONRECORD_PASSWORD, or ONRECORD_CREDENTIALS to a file that holds `user:password`"
    )]
    Credentials(String),
    /// No index is named.
    #[error("`{0}` names no index: write one behind the host, as in `{0}/news`")]
    NoName(String),
    /// The name is none that OpenSearch takes.
    #[error(
        "`{0}` cannot be the name of an index on a cluster: use small letters, digits, `-`, `_` and `.`, beginning with a \
         letter or digit"
    )]
    Name(String),
}

impl ClusterAddress {
    /// Whether a text means a cluster rather than a folder.
    #[must_use]
    pub fn is_meant_by(text: &str) -> bool {
        ["http://", "https://"]
            .iter()
            .any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
    }

    /// The hosts, each `http(s)://host:port`.
    #[must_use]
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// The name of the index.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for ClusterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.hosts.join(","), self.name)
    }
}

impl FromStr for ClusterAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim().trim_end_matches('/');
        let (mut hosts, mut name) = (Vec::new(), None);
        for part in text.split(',').map(str::trim) {
            let (scheme, rest) = part.split_once("://").ok_or_else(|| AddressError::NoScheme(part.to_owned()))?;
            let scheme = scheme.to_ascii_lowercase();
            if !matches!(&scheme[..], "http" | "https") {
                return Err(AddressError::NoScheme(part.to_owned()));
            }
            let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
            if let Some((_, bare)) = host.rsplit_once('@') {
                return Err(AddressError::Credentials(format!("{scheme}://…@{bare}")));
            }
            if host.is_empty() || host.starts_with(':') {
                return Err(AddressError::NoHost(part.to_owned()));
            }
            // A colon within brackets belongs to an IPv6 address.
            let has_port = host.rsplit(']').next().is_some_and(|end| end.contains(':'));
            hosts.push(if has_port { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{PORT}") });
            name = path.or(name);
        }
        let name = name.filter(|name| !name.is_empty()).ok_or_else(|| AddressError::NoName(text.to_owned()))?;
        if !is_name(name) {
            return Err(AddressError::Name(name.to_owned()));
        }
        Ok(Self { hosts, name: name.to_owned() })
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    name.len() <= NAME_BYTES_MAX
        && name.bytes().all(allowed)
        && name.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    //! Properties: addresses read, a row a case; what is refused says what to write, and never repeats a password.
    use super::*;

    #[test]
    fn addresses() {
        for (text, want) in [
            ("http://localhost:9200/news", "http://localhost:9200/news"),
            ("https://search.example/news/", "https://search.example:9200/news"),
            ("HTTP://a/n", "http://a:9200/n"),
            ("http://a:1,http://b:2/n-1", "http://a:1,http://b:2/n-1"),
            ("http://[::1]/n", "http://[::1]:9200/n"),
            ("http://[::1]:7/n", "http://[::1]:7/n"),
        ] {
            let address: ClusterAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), want);
            assert_eq!(want.parse(), Ok(address));
        }
        assert!(ClusterAddress::is_meant_by("HTTPS://a/b") && !ClusterAddress::is_meant_by("index"));
    }

    #[test]
    fn refusals() {
        for (text, part) in [
            ("index", "is no address"),
            ("ftp://a/n", "is no address"),
            ("http:///n", "names no host"),
            ("http://a:9200", "names no index"),
            ("http://a/", "names no index"),
            ("http://kim:secret@a/n", "ONRECORD_PASSWORD"),
            ("http://a/News", "small letters"),
            ("http://a/_all", "small letters"),
            ("http://a/x/y", "small letters"),
        ] {
            let error = text.parse::<ClusterAddress>().unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("secret"), "{text}: {error}");
        }
    }
}
