//! Subscriptions: the present model first, then whole models, coalesced; a subscription
//! ends when it is dropped.

use doorstep_domain::id::VisitId;
use doorstep_screens::{Screen, ScreenModel};
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

/// A subscription as the engine keeps it.
pub struct Live {
    screen: Screen,
    models: watch::Sender<ScreenModel>,
}

impl Live {
    /// Shows the present model first.
    pub fn begin(core: &mut Core, screen: Screen) -> Result<(Self, Subscription<ScreenModel>), StoreError> {
        let (sender, models) = watch::channel(core.show(&screen)?);
        Ok((Self { screen, models: sender }, Subscription { models }))
    }

    /// Nobody looks at it any more.
    pub fn is_over(&self) -> bool {
        self.models.is_closed()
    }

    /// Whether the mere passing of time changes it.
    pub fn is_timed(&self) -> bool {
        self.screen.is_timed()
    }

    /// Whether a change of this visit (none: of everything) concerns it.
    pub fn is_about(&self, visit: Option<&VisitId>) -> bool {
        match (self.screen.visit(), visit) {
            (Some(mine), Some(visit)) => mine == visit,
            _ => true,
        }
    }

    /// Shows the present model, if it is another one than before.
    pub fn refresh(&self, core: &mut Core) {
        match core.show(&self.screen) {
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
