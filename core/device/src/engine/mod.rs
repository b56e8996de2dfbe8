//! The engine: one thread that owns the journal, and everything that waits for it.
//!
//! Whatever reads or writes the store is a call to that thread, so that a tap, an answer
//! of the office and a screen never see half of something. The network runs elsewhere.

mod act;
mod books;
mod check;
mod core;
mod day;
mod erase;
mod help;
mod identity;
mod live;
mod rest;
mod screen;
#[cfg(test)]
mod tests;
mod van;
mod wish;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use doorstep_domain::day::Day;
use doorstep_domain::id::{DayId, Head, InstallationId, Lane, Subject, VisitId};
use doorstep_domain::van::Ledger;
use doorstep_domain::visit::Visit;
use doorstep_screens::{DayIntent, Intent, PhoneAct, Screen, ScreenModel, VanAct};
use tokio::runtime::{Handle, Runtime};

pub use self::core::Core;
pub use live::Subscription;

use crate::error::{EnrolError, OpenError, SendError, StoreError};
use crate::export::{ExportError, Exported};
use crate::journal::{Journal, set_aside};
use crate::photo::{KeptPhoto, PhotoLimits, PhotoRefusal, PhotoStore, keep};
use crate::ports::Ports;
use crate::sync::{Standing, SyncLoop, SyncReport};

type Call = Box<dyn FnOnce(&mut Core) + Send>;

/// The way to the thread that owns the journal.
#[derive(Clone)]
pub struct Engine {
    calls: mpsc::Sender<Call>,
}

impl Engine {
    /// Runs this on the journal's thread and waits for its answer. What panics there is one failed
    /// call: the phone goes on with what the disk says.
    pub fn call<R: Send + 'static>(&self, run: impl FnOnce(&mut Core) -> R + Send + 'static) -> Result<R, StoreError> {
        let (answer, answered) = mpsc::sync_channel(1);
        let call: Call = Box::new(move |core| {
            let done = catch_unwind(AssertUnwindSafe(|| run(core)));
            if done.is_err() {
                core.start_anew();
            }
            let _ = answer.send(done);
        });
        self.calls.send(call).map_err(|_| StoreError::Closed)?;
        answered.recv().map_err(|_| StoreError::Closed)?.map_err(|_| StoreError::Failed)
    }
}

/// What became of an act's picture.
enum Taken {
    /// The act was answered before.
    Answered(Result<(), SendError>),
    /// It is kept; none where the act has none.
    Photo(Option<KeptPhoto>),
}

/// One phone.
pub struct Device {
    engine: Engine,
    thread: Mutex<Option<JoinHandle<()>>>,
    photos: Arc<PhotoStore>,
    sync: SyncLoop,
    /// Work in the background; none any more once the phone is closed.
    threads: Mutex<Option<Runtime>>,
    runtime: Handle,
    is_closed: std::sync::atomic::AtomicBool,
}

impl Device {
    /// Opens the phone that lives in this folder, or makes a new one there. Sync is off
    /// until [`Device::set_sync`] or [`Device::sync_until_idle`].
    pub fn open(folder: &Path, ports: Ports) -> Result<Self, OpenError> {
        let mut request = [0; 8];
        ports.random.fill(&mut request)?;
        std::fs::create_dir_all(folder).map_err(OpenError::Folder)?;
        let journal = Journal::open(folder, ports.random.as_ref())?;
        let photos = Arc::new(PhotoStore::open(&folder.join("photos"))?);
        let core = Core::new(journal, ports.clone(), photos.clone(), u64::from_be_bytes(request))?;
        let (calls, queue) = mpsc::channel::<Call>();
        let thread = std::thread::Builder::new().name("doorstep-journal".into()).spawn(move || own(core, &queue));
        let thread = thread.map_err(OpenError::Threads)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(OpenError::Threads)?;
        let engine = Engine { calls };
        let sync = SyncLoop::start(engine.clone(), ports, photos.clone(), &runtime);
        let (thread, is_closed) = (Mutex::new(Some(thread)), false.into());
        let (handle, threads) = (runtime.handle().clone(), Mutex::new(Some(runtime)));
        Ok(Self { engine, thread, photos, sync, threads, runtime: handle, is_closed })
    }

    /// Moves a store that cannot be opened out of this folder, photographs included, and says
    /// where it is. The next opening begins with a new store, as a new installation.
    pub fn set_aside(folder: &Path) -> Result<PathBuf, OpenError> {
        set_aside(folder)
    }

    /// This copy of the app.
    pub fn installation(&self) -> Result<InstallationId, StoreError> {
        self.call(|core| core.installation())
    }

    /// Where background work of this phone runs.
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    fn call<R: Send + 'static>(&self, run: impl FnOnce(&mut Core) -> R + Send + 'static) -> Result<R, StoreError> {
        if self.is_closed.load(std::sync::atomic::Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        self.engine.call(run)
    }

    /// Runs this in the background and waits for it; works from any thread, also one of a runtime.
    fn wait_for<R: Send + 'static>(&self, work: impl Future<Output = R> + Send + 'static) -> Result<R, StoreError> {
        if self.is_closed.load(std::sync::atomic::Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        let (answer, answered) = mpsc::sync_channel(1);
        self.runtime.spawn(async move {
            let _ = answer.send(work.await);
        });
        answered.recv().map_err(|_| StoreError::Closed)
    }

    /// Registers this phone with the office by a single-use token.
    pub fn enrol(&self, office: &str, token: &str) -> Result<(), EnrolError> {
        let office = office.trim_end_matches('/').to_owned();
        let enrolled = self.wait_for(self.sync.enrol(&office, token))??;
        self.call(move |core| core.enrolled(&enrolled, &office))??;
        Ok(())
    }

    /// Tells the phone where its office listens now.
    pub fn set_office(&self, office: &str) -> Result<(), StoreError> {
        let office = office.trim_end_matches('/').to_owned();
        self.call(move |core| core.set_office(&office))?
    }

    /// Carries out one intent; saved when this returns. The same `command_id` gives the
    /// same answer, however often it is sent.
    pub fn send(&self, command_id: Option<[u8; 16]>, intent: Intent) -> Result<(), SendError> {
        let photo = match self.picture(command_id, intent.act.picture())? {
            Taken::Answered(answer) => return answer,
            Taken::Photo(photo) => photo,
        };
        self.carry_out(move |core| core.send(command_id, &intent, photo))
    }

    /// Looks at a screen: the present model first, then whole new ones.
    pub fn subscribe(&self, screen: Screen) -> Result<Subscription<ScreenModel>, StoreError> {
        self.call(move |core| core.subscribe(screen))?
    }

    /// What a screen shows now.
    pub fn show(&self, screen: Screen) -> Result<ScreenModel, StoreError> {
        self.call(move |core| core.show(&screen))?
    }

    /// A visit as this phone's events tell it; an empty one where nothing was recorded.
    pub fn visit(&self, id: &VisitId) -> Result<Arc<Visit>, StoreError> {
        let id = id.clone();
        self.call(move |core| core.visit(&id))?
    }

    /// A day as this phone's events tell it; an empty one where nothing was recorded.
    pub fn day(&self, id: &DayId) -> Result<Arc<Day>, StoreError> {
        let id = id.clone();
        self.call(move |core| core.day(&id))?
    }

    /// What the engineer's van should carry, as this phone's events and the feed tell it.
    pub fn ledger(&self) -> Result<Arc<Ledger>, StoreError> {
        self.call(|core| core.ledger())?
    }

    /// Carries out one intent about a day, with the same promises as [`Device::send`].
    pub fn send_day(&self, command_id: Option<[u8; 16]>, intent: DayIntent) -> Result<(), SendError> {
        let photo = match self.picture(command_id, intent.act.picture())? {
            Taken::Answered(answer) => return answer,
            Taken::Photo(photo) => photo,
        };
        self.carry_out(move |core| core.send_day(command_id, &intent, photo))
    }

    /// Carries out one intent about the engineer's van, with the same promises as [`Device::send`].
    pub fn send_van(&self, command_id: Option<[u8; 16]>, act: VanAct) -> Result<(), SendError> {
        self.carry_out(move |core| core.send_van(command_id, &act))
    }

    /// Carries out one intent about the phone itself; saved when this returns, and followed at once.
    pub fn send_phone(&self, act: PhoneAct) -> Result<(), SendError> {
        self.carry_out(move |core| core.send_phone(act))
    }

    fn carry_out(
        &self,
        run: impl FnOnce(&mut Core) -> Result<(), SendError> + Send + 'static,
    ) -> Result<(), SendError> {
        let done = self.call(run).map_err(not_done)?;
        if done.is_ok() {
            self.sync.saved();
        }
        done
    }

    /// Keeps the camera's picture, unless the command was answered before: then its file may be gone.
    fn picture(&self, command_id: Option<[u8; 16]>, path: Option<&str>) -> Result<Taken, SendError> {
        let Some(path) = path else { return Ok(Taken::Photo(None)) };
        let before = self.call(move |core| core.answered_before(command_id));
        if let Some(answer) = before.map_err(not_done)?? {
            return Ok(Taken::Answered(answer));
        }
        let room = self.call(|core| core.ballast.fill()).map_err(not_done)?;
        room.map_err(|source| PhotoRefusal::Disk { doing: "keeping room for the visit at hand", source })?;
        // Decoding a picture takes long; taps of other screens need not wait for it.
        Ok(Taken::Photo(Some(keep(Path::new(path), &self.photos, &PhotoLimits::default())?)))
    }

    /// What the van should carry, by part; below zero where more was fitted than ever came.
    pub fn van_stock(&self) -> Result<BTreeMap<String, i64>, StoreError> {
        self.call(|core| core.van_stock())?
    }

    /// Every lane of this phone with its last place.
    pub fn heads(&self) -> Result<Vec<(Lane, Head)>, StoreError> {
        self.call(|core| core.heads())?
    }

    /// Recomputes every chain and content from its bytes, and every projection from the events;
    /// names the first that is damaged. How many events there are.
    pub fn verify(&self) -> Result<u64, StoreError> {
        self.call(|core| core.verify())?
    }

    /// Compresses the lanes of visits that are left and proved, which the phone otherwise does
    /// while nobody touches it.
    pub fn compress(&self) -> Result<(), StoreError> {
        self.call(Core::compress)?
    }

    /// Removes what a subject's contents, photographs and job say. Its chain stays whole.
    pub fn erase(&self, subject: &Subject) -> Result<(), StoreError> {
        let subject = subject.clone();
        self.call(move |core| core.erase(&subject))?
    }

    /// Turns background sync on or off.
    pub fn set_sync(&self, is_on: bool) {
        self.sync.set(is_on);
    }

    /// The platform saw a fresh sign of network.
    pub fn network_hint(&self) {
        self.sync.network_hint();
    }

    /// Syncs until there is nothing left to say, or until the time is over.
    pub fn sync_until_idle(&self, at_most: Duration) -> Result<SyncReport, StoreError> {
        self.wait_for(self.sync.until_idle(at_most))?
    }

    /// Seals everything that waits for the office into a new file that only the office can
    /// open. Nothing changes here: it still waits.
    pub fn export_unsent(&self, file: &Path) -> Result<Exported, ExportError> {
        if self.is_closed.load(std::sync::atomic::Ordering::Acquire) {
            return Err(StoreError::Closed.into());
        }
        self.sync.export(file)
    }

    /// Whether the office still trusts this phone.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        self.call(Core::standing)?
    }

    /// Closes the store; every later call is refused.
    pub fn close(&self) {
        self.is_closed.store(true, std::sync::atomic::Ordering::Release);
        self.sync.stop();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = self.engine.calls.send(Box::new(Core::stop));
            let _ = thread.join();
        }
        if let Some(threads) = self.threads.lock().unwrap_or_else(PoisonError::into_inner).take() {
            threads.shutdown_background();
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.close();
    }
}

/// How often a screen that time changes is built anew while somebody looks at it, and how long
/// nobody called before the store is tidied.
const TICK: Duration = Duration::from_secs(1);

/// Why a call came to nothing: the phone is closed, or the call failed inside.
fn not_done(wrong: StoreError) -> SendError {
    match wrong {
        StoreError::Failed => SendError::Broken { code: wrong.code().to_owned(), report_id: "panic".to_owned() },
        _ => SendError::refused("phone/closed"),
    }
}

/// The journal's thread.
fn own(mut core: Core, queue: &mpsc::Receiver<Call>) {
    while !core.is_stopped() {
        let call = match core.is_watched() || core.is_untidy() {
            true => queue.recv_timeout(TICK),
            false => queue.recv().map_err(RecvTimeoutError::from),
        };
        match call {
            Ok(call) => call(&mut core),
            Err(RecvTimeoutError::Timeout) => {
                if catch_unwind(AssertUnwindSafe(|| core.idle())).is_err() {
                    core.start_anew();
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
