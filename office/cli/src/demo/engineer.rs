//! A scripted engineer: reads the screens of a phone and sends intents, nothing else.
//!
//! It may be stopped and started again at any point: what a screen shows as done is
//! not done again.

use std::path::{Path, PathBuf};

use doorstep_device::{Device, SendError};
use doorstep_domain::book::Language;
use doorstep_domain::call::CallResult;
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, Signer};
use doorstep_domain::id::{CheckId, VisitId};
use doorstep_domain::visit::Step;
use doorstep_screens::{
    Act, CheckModel, CheckTask, Intent, MeasureTask, Point, QuoteModel, Screen, ScreenModel, SignModel, StepModel,
    StepStand, TodayRow, VisitState, WeightModel,
};

use super::script::Script;
use crate::day_clock::DayClock;
use crate::failure::Failure;

/// One engineer at work on one visit.
pub struct Engineer<'a> {
    /// The phone.
    pub device: &'a Device,
    /// The phone's clock: time goes by between two taps.
    pub clock: &'a DayClock,
    /// The visit.
    pub visit: VisitId,
    /// What is special about it.
    pub script: &'a Script,
    /// Where the camera's pictures lie.
    pub photos: &'a Path,
    /// Varies what is measured.
    pub seed: u64,
    /// How many pictures the camera took on this visit.
    pub pictures_taken: usize,
    /// Told after every `send` that returned.
    pub acknowledged: &'a mut dyn FnMut(&VisitId, &str),
    /// Reads a request out over the telephone and hears the centre's code.
    pub call_centre: &'a mut dyn FnMut(&str) -> Result<u32, Failure>,
}

/// How long before the window an engineer accepts the job.
const LEAD_MS: i64 = 75 * 60_000;

/// Steps that are done before the customer signs, and those after.
const BEFORE_SIGNING: [Step; 10] = [
    Step::Accept,
    Step::Prepare,
    Step::Contact,
    Step::Travel,
    Step::Doorstep,
    Step::Greet,
    Step::Diagnose,
    Step::Quote,
    Step::Repair,
    Step::Clean,
];

impl Engineer<'_> {
    /// Plays the visit to its end, from wherever it stands.
    pub fn play(&mut self) -> Result<(), Failure> {
        match self.state()? {
            VisitState::Left => return self.step(Step::FollowUp),
            VisitState::New => {
                let (from_ms, _) = self.window()?;
                self.clock.go_on_to(from_ms.saturating_sub(LEAD_MS))?;
                self.send("accept", Act::Accept)?;
                // One commit of two events: the visit was opened, its terms were taken.
                (self.acknowledged)(&self.visit, "terms");
            }
            VisitState::UnderWay | VisitState::Signed => {}
        }
        for step in BEFORE_SIGNING {
            if step == Step::Doorstep {
                self.arrive()?;
                if self.script.nobody_opens {
                    self.nobody_opens()?;
                    return self.leave_early();
                }
            }
            self.between(step)?;
            if step == Step::Repair {
                if self.move_appointment()? {
                    return self.leave_early();
                }
                self.quote()?;
                self.parts()?;
            }
            self.step(step)?;
        }
        if self.sign_screen()?.is_some_and(|screen| screen.shown.is_none()) {
            self.hand_things_over()?;
        }
        self.sign()?;
        self.step(Step::Leave)?;
        let outcome = known(Outcome::from_key(&self.script.outcome), "outcome", &self.script.outcome)?;
        self.send("leave", Act::Leave { outcome })?;
        self.step(Step::FollowUp)
    }

    fn look(&self, screen: Screen) -> Result<ScreenModel, Failure> {
        self.device.show(screen).map_err(Failure::broken)
    }

    fn row(&self) -> Result<TodayRow, Failure> {
        let rows = match self.look(Screen::Today)? {
            ScreenModel::Today(today) => today.rows,
            _ => Vec::new(),
        };
        let row = rows.into_iter().find(|row| row.visit == self.visit.as_str());
        row.ok_or_else(|| Failure::Script(format!("{} is not on today's list", self.visit)))
    }

    fn state(&self) -> Result<VisitState, Failure> {
        Ok(self.row()?.state)
    }

    /// The promised window, as today's list says it.
    pub(super) fn window(&self) -> Result<(i64, i64), Failure> {
        self.row().map(|row| (row.from_ms, row.until_ms))
    }

    /// A tap takes some seconds, never the same.
    fn take_time(&self, what: &str) -> Result<(), Failure> {
        self.clock.pass(4_000 + self.mixed(what) % 11_000)
    }

    pub(super) fn send(&mut self, what: &str, act: Act) -> Result<(), Failure> {
        self.take_time(what)?;
        let intent = Intent { visit: self.visit.clone(), act };
        self.device.send(None, intent).map_err(|wrong| Failure::Script(format!("{}: {what}: {wrong}", self.visit)))?;
        (self.acknowledged)(&self.visit, what);
        Ok(())
    }

    fn step_screen(&self, step: Step) -> Result<Option<StepModel>, Failure> {
        Ok(match self.look(Screen::Step { visit: self.visit.clone(), step })? {
            ScreenModel::Step(model) => Some(model),
            _ => None,
        })
    }

    /// Answers every check of a step, in an order that the screen accepts.
    pub(super) fn step(&mut self, step: Step) -> Result<(), Failure> {
        let mut tried_in_vain = 0;
        loop {
            let Some(screen) = self.step_screen(step)? else { return Ok(()) };
            if matches!(screen.stand, StepStand::Closed | StepStand::Skipped) {
                return Ok(());
            }
            let open: Vec<&CheckModel> = screen.checks.iter().filter(|check| self.wants(check)).collect();
            let Some(check) = open.get(tried_in_vain) else {
                return match open.is_empty() {
                    true => Ok(()),
                    false => Err(Failure::Script(format!("{}: nobody can go on in {}", self.visit, screen.step))),
                };
            };
            tried_in_vain = if self.answer(check)? { 0 } else { tried_in_vain + 1 };
        }
    }

    fn wants(&self, check: &CheckModel) -> bool {
        let is_written = !matches!(check.task, CheckTask::Write(_)) || self.script.write.contains_key(&check.id);
        !check.is_settled && (check.weight != WeightModel::Advice || is_written)
    }

    /// Answers one check; false when another one has to come first.
    fn answer(&mut self, check: &CheckModel) -> Result<bool, Failure> {
        let id = id(&check.id)?;
        let act = match (self.script.waive.get(&check.id), &check.task) {
            (Some(reason), _) => Act::Waive { check: id, reason: self::id(reason)?, text: String::new() },
            (None, CheckTask::Confirm) => Act::Confirm { check: id },
            (None, CheckTask::Choose(task)) => {
                let first = task.options.first().map(|option| option.id.clone()).unwrap_or_default();
                let option = self.script.choose.get(&check.id).cloned().unwrap_or(first);
                Act::Choose { check: id, option: self::id(&option)? }
            }
            (None, CheckTask::Measure(task)) => {
                let scripted = self.script.measure.get(&check.id).map(|value| (value * 1000.0).round() as i64);
                let value_milli = scripted.unwrap_or_else(|| self.reading(&check.id, task));
                Act::Measure { check: id, value_milli }
            }
            (None, CheckTask::Photograph(_)) => {
                Act::Photograph { check: Some(id), path: self.picture()?.to_string_lossy().into_owned() }
            }
            (None, CheckTask::Write(_)) => {
                let text = self.script.write.get(&check.id).cloned().unwrap_or_else(|| "—".to_owned());
                Act::Write { check: Some(id), text }
            }
            (None, CheckTask::Wait(task)) => return self.wait(id, task.at_least_ms),
            (None, CheckTask::Call(_)) => Act::AnswerCall { check: id, result: CallResult::Reached },
        };
        self.answer_with(&check.id, act)
    }

    /// Begins the wait and lets it pass.
    fn wait(&mut self, check: CheckId, at_least_ms: i64) -> Result<bool, Failure> {
        if !self.answer_with(check.as_str(), Act::StartTimer { check: check.clone() })? {
            return Ok(false);
        }
        self.clock.pass(u64::try_from(at_least_ms).unwrap_or(0))?;
        self.answer_with(check.as_str(), Act::EndTimer { check: check.clone() })
    }

    /// Sends an answer; false when another check has to come first.
    fn answer_with(&mut self, check: &str, act: Act) -> Result<bool, Failure> {
        self.take_time(check)?;
        let intent = Intent { visit: self.visit.clone(), act };
        match self.device.send(None, intent) {
            Ok(()) => {
                (self.acknowledged)(&self.visit, check);
                Ok(true)
            }
            Err(SendError::Refused { code, .. }) if code == "check/out-of-order" => Ok(false),
            Err(wrong) => Err(Failure::Script(format!("{}: {check}: {wrong}", self.visit))),
        }
    }

    /// A good value that varies with the seed: between a quarter and three quarters of the range.
    fn reading(&self, check: &str, task: &MeasureTask) -> i64 {
        let tenths = (task.expected_high_milli - task.expected_low_milli) / 100;
        let step = self.mixed(check) % 51 + 25;
        task.expected_low_milli + tenths * i64::try_from(step).unwrap_or(50)
    }

    /// A number that depends on seed, visit and check, and on nothing else.
    fn mixed(&self, check: &str) -> u64 {
        self.visit
            .as_str()
            .bytes()
            .chain(check.bytes())
            .fold(self.seed.wrapping_mul(0x9E37_79B9), |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
            >> 3
    }

    /// The camera's next picture: no two of a visit are the same as long as there are enough.
    pub(super) fn picture(&mut self) -> Result<PathBuf, Failure> {
        let entries = std::fs::read_dir(self.photos).map_err(|source| Failure::file("read", self.photos, source))?;
        let is_picture = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "jpg" || ending == "png");
        let mut pictures: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_picture).collect();
        pictures.sort();
        self.pictures_taken += 1;
        let nth = usize::try_from(self.mixed("camera")).unwrap_or(0) + self.pictures_taken;
        let nth = nth.checked_rem(pictures.len()).unwrap_or(0);
        pictures
            .into_iter()
            .nth(nth)
            .ok_or_else(|| Failure::Script(format!("no pictures in {}", self.photos.display())))
    }

    pub(super) fn quote_screen(&self) -> Result<Option<QuoteModel>, Failure> {
        Ok(match self.look(Screen::Quote { visit: self.visit.clone() })? {
            ScreenModel::Quote(model) => Some(model),
            _ => None,
        })
    }

    fn quote(&mut self) -> Result<(), Failure> {
        let Some(screen) = self.quote_screen()? else { return Ok(()) };
        if !screen.answer.is_empty() || (self.script.fees.is_empty() && self.script.parts.is_empty()) {
            return Ok(());
        }
        let script = self.script;
        let have = screen.lines.len();
        let fees = script.fees.iter().map(|(row, count)| Ok(Act::AddFee { row: id(row)?, count: *count }));
        let parts = script.parts.iter().map(|line| Ok(Act::AddPart { part: id(&line.part)?, count: line.count }));
        let lines: Vec<Act> = fees.chain(parts).collect::<Result<_, Failure>>()?;
        for act in lines.into_iter().skip(have) {
            self.send("quote line", act)?;
        }
        self.step(Step::Quote)?;
        self.send("show quote", Act::ShowQuote { language: Language::Chinese })?;
        if let Some(less) = &script.reduction {
            self.ask_for_less(less)?;
            self.send("show quote", Act::ShowQuote { language: Language::Chinese })?;
        }
        let answer = known(QuoteAnswer::from_key(&script.quote), "quote answer", &script.quote)?;
        self.send("quote answer", Act::AnswerQuote { answer })
    }

    /// Records what was fitted and what is missing, once.
    fn parts(&mut self) -> Result<(), Failure> {
        let script = self.script;
        let ScreenModel::Part(screen) = self.look(Screen::Part { visit: self.visit.clone() })? else { return Ok(()) };
        for line in script.parts.iter().skip(screen.fitted.len()) {
            let old_part = known(OldPart::from_key(&line.old_part), "old part", &line.old_part)?;
            let serial = line.serial.as_deref().map(id).transpose()?;
            self.send("fit part", Act::FitPart { part: id(&line.part)?, count: line.count, serial, old_part })?;
        }
        for (part, count) in script.missing.iter().skip(screen.missing.len()) {
            self.send("part missing", Act::MissPart { part: id(part)?, count: *count })?;
        }
        Ok(())
    }

    fn sign_screen(&self) -> Result<Option<SignModel>, Failure> {
        Ok(match self.look(Screen::Sign { visit: self.visit.clone() })? {
            ScreenModel::Sign(model) => Some(model),
            _ => None,
        })
    }

    fn sign(&mut self) -> Result<(), Failure> {
        let Some(screen) = self.sign_screen()? else { return Ok(()) };
        if screen.accepted.is_some() {
            return Ok(());
        }
        if screen.shown.is_none() {
            self.send("show confirmation", Act::ShowConfirmation { language: Language::Chinese })?;
        }
        if self.script.signer.is_empty() {
            let why = known(NoSignature::from_key(&self.script.unsigned), "reason", &self.script.unsigned)?;
            let text = self.script.unsigned_words.clone();
            return self.send("unsigned", Act::LeaveUnsigned { why, text });
        }
        let signer = known(Signer::from_key(&self.script.signer), "signer", &self.script.signer)?;
        self.send("sign", Act::Sign { signer, width: 600, height: 240, strokes: strokes(self.visit.as_str()) })
    }
}

pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::Script(format!("{text:?} is not an id")))
}

pub(super) fn known<T>(value: Option<T>, what: &str, key: &str) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::Script(format!("{key:?} is no {what}")))
}

/// A flowing line that looks like a signature and differs from visit to visit.
pub(super) fn strokes(seed: &str) -> Vec<Vec<Point>> {
    let turn = f64::from(seed.bytes().fold(0u32, |sum, byte| (sum * 7 + u32::from(byte)) % 97)) / 97.0;
    (0..3u32)
        .map(|stroke| {
            let points = (0..40u32).map(|step| {
                let along = f64::from(step) / 39.0;
                let wave = (along * (9.0 + 4.0 * turn) + f64::from(stroke) * 2.1 + turn * 6.0).sin();
                let fall = (along * 3.1 + turn).cos();
                Point {
                    x: (40.0 + f64::from(stroke) * 170.0 + along * 165.0) as i32,
                    y: (120.0 - wave * (70.0 - 22.0 * f64::from(stroke)) + fall * 18.0) as i32,
                    t_ms: stroke * 700 + step * 12,
                    pressure: (20_000.0 + 20_000.0 * (along * std::f64::consts::PI).sin()) as u32,
                }
            });
            points.collect()
        })
        .collect()
}
