//! Formulas over leaves of two kinds, and how they are taken apart so that each part holds leaves of one kind only.
//!
//! A cluster joins an article with its paragraphs one way: from the article one can ask whether some paragraph satisfies
//! something, but within a paragraph nothing can be asked of the article. So a formula that mixes both is taken apart into
//! [`Alternative`]s, each what the article must satisfy and what then the paragraph, of which exactly one applies to every
//! article (Shannon's expansion over the parts that read the article alone).

/// A formula over leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Formula<L> {
    /// All hold; of none, true.
    All(Vec<Formula<L>>),
    /// At least one holds; of none, false.
    Any(Vec<Formula<L>>),
    /// Does not hold.
    Not(Box<Formula<L>>),
    Leaf(L),
}

/// One way in which a formula can be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Alternative<L> {
    /// What the outer leaves must satisfy. No two alternatives of a formula agree in it.
    pub(in crate::engine) outer: Formula<L>,
    /// What then the inner ones must satisfy.
    pub(in crate::engine) inner: Formula<L>,
}

/// A formula has more alternatives than can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct TooMany;

impl<L> Formula<L> {
    pub(in crate::engine) const TRUE: Self = Self::All(Vec::new());
    pub(in crate::engine) const FALSE: Self = Self::Any(Vec::new());

    /// The conjunction, as simple as it is seen to be.
    pub(in crate::engine) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::All(inner) => kept.extend(inner),
                Self::Any(inner) if inner.is_empty() => return Self::FALSE,
                part => kept.push(part),
            }
        }
        match kept.len() {
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    /// The disjunction, as simple as it is seen to be.
    pub(in crate::engine) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Any(inner) => kept.extend(inner),
                Self::All(inner) if inner.is_empty() => return Self::TRUE,
                part => kept.push(part),
            }
        }
        match kept.len() {
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }

    /// The negation, as simple as it is seen to be.
    pub(in crate::engine) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::All(inner) if inner.is_empty() => Self::FALSE,
            Self::Any(inner) if inner.is_empty() => Self::TRUE,
            other => Self::Not(Box::new(other)),
        }
    }

    pub(in crate::engine) fn is_true(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    pub(in crate::engine) fn is_false(&self) -> bool {
        matches!(self, Self::Any(parts) if parts.is_empty())
    }

    /// Whether it is true where the leaves are as told.
    pub(in crate::engine) fn holds(&self, leaf: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(leaf)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(leaf)),
            Self::Not(part) => !part.holds(leaf),
            Self::Leaf(own) => leaf(own),
        }
    }

    /// Whether all leaves are of a kind.
    fn is_purely(&self, kind: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().all(|part| part.is_purely(kind)),
            Self::Not(part) => part.is_purely(kind),
            Self::Leaf(leaf) => kind(leaf),
        }
    }
}

impl<L: Clone + PartialEq> Formula<L> {
    /// Takes a formula apart by the leaves that are `outer`, into at most `max` alternatives.
    pub(in crate::engine) fn alternatives(
        self,
        is_outer: &impl Fn(&L) -> bool,
        max: usize,
    ) -> Result<Vec<Alternative<L>>, TooMany> {
        let mut found = Vec::new();
        part(self.grouped(is_outer), Vec::new(), is_outer, max, &mut found)?;
        Ok(found)
    }

    /// The same formula with outer parts that stand beside others taken together, so that they are one question.
    fn grouped(self, is_outer: &impl Fn(&L) -> bool) -> Self {
        let group = |parts: Vec<Self>, join: fn(Vec<Self>) -> Self| {
            let parts = parts.into_iter().map(|part| part.grouped(is_outer));
            let (outer, mut others): (Vec<Self>, Vec<Self>) = parts.partition(|part| part.is_purely(is_outer));
            match outer.len() {
                0 => {}
                1 => others.extend(outer),
                _ => others.push(join(outer)),
            }
            others
        };
        match self {
            Self::All(parts) => match group(parts, Self::All) {
                mut parts if parts.len() == 1 => parts.remove(0),
                parts => Self::All(parts),
            },
            Self::Any(parts) => match group(parts, Self::Any) {
                mut parts if parts.len() == 1 => parts.remove(0),
                parts => Self::Any(parts),
            },
            Self::Not(part) => part.grouped(is_outer).negated(),
            leaf @ Self::Leaf(_) => leaf,
        }
    }

    /// The first of its largest parts that are outer.
    fn first_outer(&self, is_outer: &impl Fn(&L) -> bool) -> Option<&Self> {
        if self.is_purely(is_outer) {
            return (!self.is_true() && !self.is_false()).then_some(self);
        }
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().find_map(|part| part.first_outer(is_outer)),
            Self::Not(part) => part.first_outer(is_outer),
            Self::Leaf(_) => None,
        }
    }

    /// The formula where one of its parts is known.
    pub(in crate::engine) fn given(&self, known: &Self, truth: bool) -> Self {
        if self == known {
            return if truth { Self::TRUE } else { Self::FALSE };
        }
        match self {
            Self::All(parts) => Self::all(parts.iter().map(|part| part.given(known, truth))),
            Self::Any(parts) => Self::any(parts.iter().map(|part| part.given(known, truth))),
            Self::Not(part) => part.given(known, truth).negated(),
            Self::Leaf(leaf) => Self::Leaf(leaf.clone()),
        }
    }
}

fn part<L: Clone + PartialEq>(
    formula: Formula<L>,
    mut given: Vec<Formula<L>>,
    is_outer: &impl Fn(&L) -> bool,
    max: usize,
    found: &mut Vec<Alternative<L>>,
) -> Result<(), TooMany> {
    if formula.is_false() {
        return Ok(());
    }
    // What reads the outer alone and is joined by AND needs no two ways.
    let formula = match formula {
        Formula::All(parts) => {
            let (outer, inner): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.is_purely(is_outer));
            given.extend(outer);
            Formula::all(inner)
        }
        outer if outer.is_purely(is_outer) => {
            given.push(outer);
            Formula::TRUE
        }
        other => other,
    };
    let Some(question) = formula.first_outer(is_outer).cloned() else {
        if found.len() == max {
            return Err(TooMany);
        }
        found.push(Alternative { outer: Formula::all(given), inner: formula });
        return Ok(());
    };
    for truth in [true, false] {
        let answer = if truth { question.clone() } else { question.clone().negated() };
        let given = given.iter().cloned().chain([answer]).collect();
        part(formula.given(&question, truth), given, is_outer, max, found)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! Properties: for every truth of the leaves, the outer part of at most one alternative holds, and the alternatives are
    //! true where the formula is; no part mixes leaves; what is joined by AND alone is one alternative.
    use fastrand::Rng;

    use super::*;

    /// Leaves below 4 are outer.
    fn random(rng: &mut Rng, depth: usize) -> Formula<u32> {
        let parts = |rng: &mut Rng| (0..rng.usize(1..4)).map(|_| random(rng, depth - 1)).collect();
        match if depth == 0 { 9 } else { rng.usize(..10) } {
            0..3 => Formula::All(parts(rng)),
            3..6 => Formula::Any(parts(rng)),
            6 => Formula::Not(Box::new(random(rng, depth - 1))),
            _ => Formula::Leaf(rng.u32(..8)),
        }
    }

    #[test]
    fn alternatives_are_the_formula() {
        let is_outer = |leaf: &u32| *leaf < 4;
        let is_inner = |leaf: &u32| *leaf >= 4;
        let mut rng = Rng::with_seed(1);
        for _ in 0..500 {
            let formula = random(&mut rng, 4);
            let alternatives = formula.clone().alternatives(&is_outer, 64).unwrap();
            for truths in 0..256u32 {
                let leaf = |leaf: &u32| truths >> leaf & 1 == 1;
                let held: Vec<_> = alternatives.iter().filter(|one| one.outer.holds(&leaf)).collect();
                assert!(held.len() <= 1, "{formula:?}");
                assert_eq!(held.iter().any(|one| one.inner.holds(&leaf)), formula.holds(&leaf), "{formula:?}");
            }
            let pure = |one: &Alternative<u32>| one.outer.is_purely(&is_outer) && one.inner.is_purely(&is_inner);
            assert!(alternatives.iter().all(pure), "{formula:?}");
        }
    }

    #[test]
    fn what_is_joined_by_and_is_one_alternative() {
        let leaf = Formula::Leaf;
        let is_outer = |leaf: &u32| *leaf < 4;
        let formula = Formula::all([leaf(0), Formula::any([leaf(1), leaf(2)]), leaf(5), leaf(3).negated()]);
        assert_eq!(formula.alternatives(&is_outer, 1).unwrap().len(), 1);
        let mixed = (0..4).map(|at| Formula::all([leaf(at), leaf(at + 4)]));
        assert_eq!(Formula::any(mixed).alternatives(&is_outer, 8), Err(TooMany));
    }
}
