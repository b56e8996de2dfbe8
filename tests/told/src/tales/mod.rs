//! The tales by topic, in the order of a visit.

mod accept;
mod asked;
mod close;
mod door;
mod home;
mod money;
pub(crate) mod second;

use crate::Tale;

/// Every topic.
pub(crate) const ALL: &[&[Tale]] =
    &[accept::TALES, door::TALES, home::TALES, money::TALES, close::TALES, second::TALES, asked::TALES];
