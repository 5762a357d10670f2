//! What can go wrong with a cluster: each error names the thing and what to do.

use super::client::is_passing;

/// What went wrong with a cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No host answers.
    #[error("cannot reach OpenSearch at {hosts}: see that it runs there and can be reached from here")]
    Unreachable {
        /// The hosts tried.
        hosts: String,
        /// Why the last of them could not be reached.
        #[source]
        source: Box<ureq::Error>,
    },
    /// The certificate of a host is not trusted.
    #[error(
        "the certificate of `{host}` is not one that is trusted here: name the authority that signed it with `--cacert FILE`"
    )]
    Certificate {
        /// The host.
        host: String,
        /// Why.
        #[source]
        source: Box<ureq::Error>,
    },
    /// A file of certificates cannot be used.
    #[error("cannot use the certificates in `{path}`: {reason}")]
    CertificateFile {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The host knows nobody by these credentials.
    #[error(
        "`{host}` lets {whom} in no further: set ONRECORD_USER and ONRECORD_PASSWORD, or ONRECORD_CREDENTIALS to a file \
         that holds `user:password`"
    )]
    Unauthorized {
        /// The host.
        host: String,
        /// Nobody, or the user.
        whom: String,
    },
    /// The user may not do this.
    #[error("`{host}` does not allow this user to {attempt}: {reason}")]
    Forbidden {
        /// The host.
        host: String,
        /// What was attempted.
        attempt: String,
        /// In the cluster's words.
        reason: String,
    },
    /// Something else answers.
    #[error("what answers at `{host}` is not OpenSearch ({found}): onrecord works with OpenSearch 2.19 and 3")]
    NotOpenSearch {
        /// The host.
        host: String,
        /// What it says of itself.
        found: String,
    },
    /// A version that was not tried.
    #[error("`{host}` runs OpenSearch {version}: onrecord works with OpenSearch 2.19 and 3")]
    OtherRelease {
        /// The host.
        host: String,
        /// Its version.
        version: String,
    },
    /// An index, alias or data stream of that name was not made by onrecord.
    #[error("`{name}` on the cluster was not made by onrecord: it was left alone; choose another name")]
    NotOurs {
        /// The name.
        name: String,
    },
    /// The cluster has made the index read-only.
    #[error(
        "the cluster lets nobody write to `{name}`: {reason}. It does so when a disk is nearly full: make room, and if it \
         does not give the index free by itself, set `index.blocks.read_only_allow_delete` to null"
    )]
    ReadOnly {
        /// The index.
        name: String,
        /// In the cluster's words.
        reason: String,
    },
    /// A request is larger than the cluster takes.
    #[error("the cluster refuses a request of {bytes} bytes to {attempt}: raise `http.max_content_length` there")]
    TooLarge {
        /// How long it was.
        bytes: usize,
        /// What was attempted.
        attempt: String,
    },
    /// Documents were refused.
    #[error("the cluster refused {} of the articles and files it was sent:{}", refused.len(), listed(refused))]
    Rejected {
        /// Which, and why.
        refused: Vec<Refused>,
    },
    /// The generation that is written to is gone.
    #[error("`{name}` was replaced by another run meanwhile, so what was written to it is gone: run again")]
    Replaced {
        /// The generation.
        name: String,
    },
    /// Somebody else writes the source now.
    #[error(
        "another run has taken over the source `{source_name}`, because nothing was heard of this one for a while: what it had \
         not finished is left to that one"
    )]
    TakenOver {
        /// The source.
        source_name: String,
    },
    /// What was found was taken out before it could be shown.
    #[error("`{document}` was found, and taken out before it could be shown: search again")]
    Gone {
        /// The id of its document.
        document: String,
    },
    /// The query goes beyond what the cluster allows.
    #[error(
        "this query is more than the cluster allows: {reason}. Where it speaks of clauses, the setting \
         `indices.query.bool.max_clause_count` decides"
    )]
    BeyondLimits {
        /// In the cluster's words.
        reason: String,
    },
    /// Part of the index did not answer.
    #[error("{failed} of {shards} shards did not answer, so the answer would be a part only: {reason}")]
    Partial {
        /// How many.
        failed: u64,
        /// Of how many.
        shards: u64,
        /// Why the first did not, in the cluster's words.
        reason: String,
    },
    /// Parts of the index are on no machine at present.
    #[error(
        "parts of the index are missing, so the answer would be a part only ({reason}): see that the machines that hold them \
         come back"
    )]
    PartsMissing {
        /// In the cluster's words.
        reason: String,
    },
    /// The cluster could not do it.
    #[error("the cluster cannot {attempt} (status {status}): {reason}")]
    Failed {
        /// What was attempted.
        attempt: String,
        /// The HTTP status.
        status: u16,
        /// In the cluster's words.
        reason: String,
    },
    /// The answer is not as it should be.
    #[error("the cluster's answer cannot be understood: {what}")]
    Unexpected {
        /// What was amiss.
        what: String,
    },
}

/// What the cluster has refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The path of the file that it was read from, or else the id of its document.
    pub name: String,
    /// In the cluster's words.
    pub reason: String,
}

/// One a line.
fn listed(refused: &[Refused]) -> String {
    refused.iter().map(|Refused { name, reason }| format!("\n  `{name}`: {reason}")).collect()
}

impl ClusterError {
    /// Whether the same may go well if it is begun anew: a machine was lost, and a point in time with it, or a run has just
    /// taken something out.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Partial { .. } | Self::PartsMissing { .. } | Self::Gone { .. } => true,
            Self::Failed { status, reason, .. } => {
                is_passing(*status)
                    || reason.contains("No search context found")
                    || reason.contains("no node found")
                    || reason.contains("onnected")
            }
            _ => false,
        }
    }

    /// Whether it has been waited for already: the request behind it was sent again for as long as it may be.
    pub(super) fn was_waited_for(&self) -> bool {
        matches!(self, Self::PartsMissing { .. }) || matches!(self, Self::Failed { status, .. } if is_passing(*status))
    }
}
