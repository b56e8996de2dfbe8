//! The background walk: turn after turn while sync is on. A turn in which the platform
//! failed (a clock that throws) is one failed turn: the next one comes after a rest, or with
//! the next sign that there is something to do.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;

use super::{AFTER_TROUBLE, SyncReport, Walk};

/// Walks while it is on.
pub(super) async fn turns(walk: Walk, mut turned: watch::Receiver<bool>) {
    while turned.wait_for(|is_on| *is_on).await.is_ok() {
        if whole(turn(&walk, &mut turned)).await.is_none() {
            tracing::error!("a turn of background sync ended in a panic");
            tokio::select! {
                () = tokio::time::sleep(AFTER_TROUBLE) => {}
                () = walk.woken.notified() => {}
                _ = turned.changed() => {}
            }
        }
    }
}

/// Turned off, it stops in the middle; the exchange under way counts as unclear.
async fn turn(walk: &Walk, turned: &mut watch::Receiver<bool>) {
    let mut report = SyncReport::default();
    let rest = tokio::select! {
        rest = walk.to_rest(&mut report) => rest,
        _ = turned.wait_for(|is_on| !*is_on) => return,
    };
    walk.wait(rest, turned).await;
}

/// What it comes to; none where it panicked.
async fn whole<T>(turn: impl Future<Output = T>) -> Option<T> {
    let mut turn = pin!(turn);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| turn.as_mut().poll(context))) {
        Ok(Poll::Ready(done)) => Poll::Ready(Some(done)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(None),
    })
    .await
}
