//! An index on a cluster: the cluster is looked for once, when it is first needed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Begun, ClusterOptions, OpenIndex, Place, check_versions};
use crate::engine::State;
use crate::engine::opensearch::{
    Cluster, ClusterAddress, ClusterError, ClusterReader, ClusterWriter, Generation, Health, Lease,
};
use crate::index::IndexError;

/// A name on a cluster, and the source that this machine writes there.
#[derive(Clone)]
pub(super) struct Remote {
    address: ClusterAddress,
    options: ClusterOptions,
    found: Arc<Mutex<Option<Arc<Cluster>>>>,
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remote({})", self.address)
    }
}

impl Remote {
    pub(super) fn new(address: ClusterAddress, options: ClusterOptions) -> Self {
        Self { address, options, found: Arc::default() }
    }

    pub(super) fn address(&self) -> &ClusterAddress {
        &self.address
    }

    fn source(&self) -> &str {
        self.options.source.as_deref().unwrap_or(Place::SOURCE)
    }

    fn cluster(&self) -> Result<Arc<Cluster>, ClusterError> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = &*found {
            return Ok(cluster.clone());
        }
        let cluster = Arc::new(Cluster::connect(&self.address, &self.options.access)?);
        Ok(found.insert(cluster).clone())
    }

    /// The cluster, for work that rather waits than fails.
    fn patient_cluster(&self) -> Result<Arc<Cluster>, ClusterError> {
        Ok(Arc::new(Cluster::connect_patiently(&self.address, &self.options.access)?))
    }

    pub(super) fn current(&self) -> Result<Option<Generation>, IndexError> {
        Ok(self.cluster()?.current()?)
    }

    /// What this source says of itself.
    pub(super) fn state(&self) -> Result<Option<State>, IndexError> {
        let cluster = self.cluster()?;
        let Some(generation) = cluster.current()? else { return Ok(None) };
        let state = cluster.state(&generation, self.source())?;
        Ok(state.map(|state| State { versions: generation.versions, ..state }))
    }

    pub(super) fn commit(&self, place: &Place) -> Result<String, IndexError> {
        let cluster = self.cluster()?;
        let missing = || IndexError::Missing { place: place.to_string() };
        let generation = cluster.current()?.ok_or_else(missing)?;
        Ok(format!("{}-{}", generation.index, cluster.commit(&generation)?))
    }

    pub(super) fn open(&self, place: &Place) -> Result<ClusterReader, IndexError> {
        let cluster = self.cluster()?;
        let missing = || IndexError::Missing { place: place.to_string() };
        let generation = cluster.current()?.ok_or_else(missing)?;
        check_versions(place, generation.versions.clone())?;
        Ok(ClusterReader::open(cluster, &generation, self.source())?)
    }

    /// How the cluster is, and the index on it.
    pub(super) fn health(&self, place: &Place) -> Result<Health, IndexError> {
        let cluster = self.cluster()?;
        let missing = || IndexError::Missing { place: place.to_string() };
        Ok(cluster.health(&cluster.current()?.ok_or_else(missing)?)?)
    }

    pub(super) fn lock(&self, place: &Place) -> Result<Lease, IndexError> {
        // Beside what is not ours nothing is made, either; and who has mistyped the address is told soon.
        self.cluster()?.current()?;
        let cluster = self.patient_cluster()?;
        match cluster.lease(self.source())? {
            Ok(lease) => Ok(lease),
            Err(holder) => Err(IndexError::Locked { place: place.to_string(), holder }),
        }
    }

    /// Others may write to the current generation; what is theirs stays, or comes along.
    pub(super) fn begin_generation(&self, afresh: bool, lease: Option<&Lease>) -> Result<Begun, IndexError> {
        let cluster = self.patient_cluster()?;
        let generation = if afresh {
            let current = cluster.current()?.filter(Generation::is_current_version);
            let next = cluster.create_generation(self.options.spread)?;
            if let Some(current) = current {
                cluster.carry_over(&current, &next, self.source())?;
            }
            next
        } else {
            let begun = cluster.begun_generation(self.options.spread)?;
            // This source has finished no run there, so what is its own is left of one that ended early.
            cluster.clear(&begun, self.source())?;
            begun
        };
        let others = ClusterReader::open_if_written(cluster.clone(), &generation, self.source())?;
        let writer = ClusterWriter::open(cluster, &generation, self.source())?;
        Ok(Begun {
            writer: Box::new(while_held(writer, lease)),
            others: others.map(|others| Box::new(others) as OpenIndex),
            generation: super::Generation::Cluster(generation),
        })
    }

    pub(super) fn writer(&self, generation: &Generation, lease: Option<&Lease>) -> Result<ClusterWriter, IndexError> {
        let writer = ClusterWriter::open(self.patient_cluster()?, generation, self.source())?;
        Ok(while_held(writer, lease))
    }

    /// A generation that others write to as well is no one's to abandon, and whoever has taken the right over may have gone on
    /// with it.
    pub(super) fn abandon_generation(&self, generation: &Generation, lease: Option<&Lease>) {
        if !lease.is_some_and(Lease::is_taken_over)
            && let Ok(cluster) = self.cluster()
            && let Ok(current) = cluster.current()
            && current.as_ref() != Some(generation)
        {
            // What cannot be removed now is removed by the next run.
            let _ = cluster.remove(generation);
        }
    }

    pub(super) fn make_current(&self, generation: &Generation) -> Result<(), IndexError> {
        Ok(self.patient_cluster()?.make_current(generation)?)
    }

    pub(super) fn remove_old(&self) -> Result<(), IndexError> {
        Ok(self.cluster()?.remove_old()?)
    }

    pub(super) fn compact(&self, generation: &Generation) -> Result<(), IndexError> {
        Ok(self.patient_cluster()?.compact(generation)?)
    }
}

fn while_held(writer: ClusterWriter, lease: Option<&Lease>) -> ClusterWriter {
    match lease {
        Some(lease) => writer.while_held(lease),
        None => writer,
    }
}
