//! Subscriptions: the present model first, then whole models, coalesced; a subscription
//! ends when it is dropped.

use doorstep_domain::id::VisitId;
use tokio::sync::watch;

use super::Core;
use crate::error::StoreError;

/// A screen that somebody looks at.
pub struct Subscription<T> {
    models: watch::Receiver<T>,
}

impl<T: Clone> Subscription<T> {
    /// The model as it is now.
    pub fn latest(&mut self) -> T {
        self.models.borrow_and_update().clone()
    }

    /// Waits for a model that was not seen yet; none when the phone was closed.
    pub async fn next(&mut self) -> Option<T> {
        self.models.changed().await.ok()?;
        Some(self.latest())
    }
}

type Build<T> = Box<dyn Fn(&mut Core) -> Result<T, StoreError> + Send>;

/// A subscription as the engine keeps it.
pub struct Live<T> {
    /// Nothing but this visit changes it; none for screens that everything changes.
    visit: Option<VisitId>,
    build: Build<T>,
    models: watch::Sender<T>,
}

/// What the engine does with a subscription, whatever it shows.
pub trait Screen: Send {
    /// Nobody looks at it any more.
    fn is_over(&self) -> bool;
    /// Whether a change of this visit (none: of everything) concerns it.
    fn is_about(&self, visit: Option<&VisitId>) -> bool;
    /// Shows the present model, if it is another one than before.
    fn refresh(&self, core: &mut Core);
}

impl<T: PartialEq + Send + Sync + 'static> Live<T> {
    /// Shows the present model first.
    pub fn begin(
        core: &mut Core,
        visit: Option<VisitId>,
        build: impl Fn(&mut Core) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<(Self, Subscription<T>), StoreError> {
        let (sender, models) = watch::channel(build(core)?);
        Ok((Self { visit, build: Box::new(build), models: sender }, Subscription { models }))
    }
}

impl<T: PartialEq + Send + Sync + 'static> Screen for Live<T> {
    fn is_over(&self) -> bool {
        self.models.is_closed()
    }

    fn is_about(&self, visit: Option<&VisitId>) -> bool {
        match (&self.visit, visit) {
            (Some(mine), Some(visit)) => mine == visit,
            _ => true,
        }
    }

    fn refresh(&self, core: &mut Core) {
        match (self.build)(core) {
            Ok(model) => {
                self.models.send_if_modified(|shown| {
                    let is_new = *shown != model;
                    if is_new {
                        *shown = model;
                    }
                    is_new
                });
            }
            Err(wrong) => tracing::error!(error = %wrong, "a screen could not be built"),
        }
    }
}
