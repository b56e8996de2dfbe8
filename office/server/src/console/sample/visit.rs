//! The sample visit.

use doorstep_domain::arrival::Punctuality;
use doorstep_domain::book::{Owner, Text};
use doorstep_domain::call::Party;
use doorstep_domain::custody::CustodyKind;
use doorstep_domain::event::{
    Answer, Because, DocumentKind, Event, NoSignature, OldPart, Outcome, QuoteAnswer, QuoteItem, Signer,
};
use doorstep_domain::id::{Hash, Head};
use doorstep_domain::job::{Customer, Job, ServiceKind, Warranty, Window};
use doorstep_domain::visit::Step;

use super::{MARKUP_NAME, MINUTE, NINE, board, lane, photo, row, text, yuan};
use crate::board::{StepProgress, VisitState};
use crate::story::*;

fn job() -> Job {
    Job {
        id: "FW-20261123-0002".parse().unwrap(),
        visit: "FW-20261123-0002-1".parse().unwrap(),
        engineer: "E1002".parse().unwrap(),
        service: ServiceKind::Repair,
        category: "washing_machine".parse().unwrap(),
        model: "XQG100-B1420".to_owned(),
        serial: "XY100G2009030412".to_owned(),
        purchased_on: "2020-10-06".to_owned(),
        warranty: Warranty::Outside,
        warranty_card: Default::default(),
        customer: Customer {
            name: MARKUP_NAME.to_owned(),
            phones: vec!["199-0000-0201".to_owned()],
            address: "青屿市南城区解放中路215号机械厂宿舍3栋401室".to_owned(),
            area: "city".to_owned(),
            is_elderly: true,
        },
        symptom: "洗完不排水，停在脱水前，显示排水超时".to_owned(),
        request: "想先知道大概多少钱再决定修不修".to_owned(),
        window: Window { from_ms: NINE, until_ms: NINE + 60 * MINUTE },
        installed_on: None,
        travel_min: Some(35),
        earlier: None,
        approval_key: None,
    }
}

fn lines() -> Vec<QuoteLineStory> {
    let line = |line, item, text: Text, count, amount, because| QuoteLineStory {
        line,
        item,
        text: Some(text),
        count,
        amount: yuan(amount),
        because,
    };
    let fee = |row: &str| QuoteItem::Fee(row.parse().unwrap());
    vec![
        line(1, fee("visit-city"), text("上门费（城区）", "Visit, city"), 1, 3_000, Because::Schedule { card: None }),
        line(
            2,
            fee("labour-washer-minor"),
            text("洗衣机小修：进水阀、排水泵、门锁、水管", "Washer, minor: inlet valve, drain pump, door lock, hoses"),
            1,
            4_500,
            Because::CardIsLower { schedule: yuan(6_000) },
        ),
        line(3, fee("leak-test"), text("试漏", "Leak test"), 1, 0, Because::FreeInWarranty { would_be: yuan(2_000) }),
        line(
            4,
            QuoteItem::Part("XY-PS-30".parse().unwrap()),
            text("排水泵", "Drain pump"),
            2,
            15_000,
            Because::Catalogue,
        ),
    ]
}

fn check(id: &str, zh: &str, en: &str, answers: Vec<AnswerStory>) -> CheckStory {
    CheckStory {
        check: id.parse().unwrap(),
        text: text(zh, en),
        is_needed: true,
        is_asked: true,
        at_ms: (!answers.is_empty()).then_some(NINE + 3 * MINUTE),
        answers,
        waiver: None,
    }
}

fn steps() -> Vec<StepStory> {
    let photographed = |nth| AnswerStory::Photographed { photo: photo(nth), is_viewable: true };
    let voltage =
        AnswerStory::Measured { value_milli: 251_500, unit: "V".to_owned(), expected: Some((198_000, 242_000)) };
    let level = AnswerStory::Measured { value_milli: 400, unit: "°".to_owned(), expected: Some((0, 1_000)) };
    let knocked = AnswerStory::Chosen { option: "knock".parse().unwrap(), text: Some(text("敲门", "Knocked")) };
    let cause = AnswerStory::Noted(here("排水泵叶轮断裂并被硬币卡死。"));
    let mut waived = check("site-cover", "遮盖周围物品", "Cover what stands nearby", Vec::new());
    waived.waiver = Some(WaiverStory {
        reason: "nothing-to-protect".parse().unwrap(),
        text: Some(text("作业面周围没有需要遮盖的物品", "Nothing nearby needs covering")),
        note: Some(ContentText::OnTheRoad { hash: photo(90) }),
    });
    let step = |step, state, checks| StepStory { step, state, checks };
    vec![
        step(
            Step::Greet,
            StepProgress::Done,
            vec![
                check(
                    "introduced",
                    "自我介绍，确认用户",
                    "Introduced, customer confirmed",
                    vec![AnswerStory::Confirmed],
                ),
                check("door-rung", "怎么敲的门", "How the door was rung", vec![knocked]),
            ],
        ),
        step(
            Step::Diagnose,
            StepProgress::Done,
            vec![
                check("supply-voltage", "电源电压", "Supply voltage", vec![voltage]),
                check("nameplate-photo", "铭牌照片", "Photo of the nameplate", vec![photographed(1), photographed(2)]),
                check("cause-found", "故障原因", "Cause found", vec![cause]),
            ],
        ),
        step(Step::Repair, StepProgress::Open, vec![waived, check("washer-level", "水平", "Level", vec![level])]),
        step(Step::Clean, StepProgress::Open, vec![check("wiped-clean", "擦拭干净", "Wiped clean", Vec::new())]),
    ]
}

fn here(text: &str) -> ContentText {
    ContentText::Here { hash: Hash::of(text.as_bytes()), text: text.to_owned() }
}

fn photos() -> Vec<PhotoStory> {
    let states = [
        PhotoState::Arrived,
        PhotoState::Arrived,
        PhotoState::Arriving { received: 120_000, length: 312_000 },
        PhotoState::OnTheRoad,
        PhotoState::KeptClosed,
    ];
    let shown = |(nth, state): (u8, PhotoState)| PhotoStory {
        hash: photo(nth),
        check: Some(if nth < 3 { "nameplate-photo" } else { "after-photo" }.parse().unwrap()),
        text: (nth < 5).then(|| text("铭牌照片", "Photo of the nameplate")),
        state,
        at_ms: Some(NINE + i64::from(nth) * MINUTE),
    };
    (1..).zip(states).map(shown).collect()
}

fn timeline() -> Vec<TimelineEntry> {
    let document = photo(80);
    let answered = |check: &str, answer| Event::CheckAnswered { check: check.parse().unwrap(), answer };
    let told: Vec<(&'static str, Option<Step>, Option<Text>, Event)> = vec![
        (
            "check-answered",
            Some(Step::Greet),
            Some(text("自我介绍，确认用户", "Introduced, customer confirmed")),
            answered("introduced", Answer::Confirmed),
        ),
        (
            "check-answered",
            Some(Step::Greet),
            Some(text("怎么敲的门", "How the door was rung")),
            answered("door-rung", Answer::Chosen("knock".parse().unwrap())),
        ),
        (
            "check-answered",
            Some(Step::Diagnose),
            Some(text("电源电压", "Supply voltage")),
            answered("supply-voltage", Answer::Measured(251_500)),
        ),
        (
            "document-presented",
            None,
            None,
            Event::DocumentPresented { kind: DocumentKind::Quote, document, total: yuan(22_500) },
        ),
        ("quote-answered", None, None, Event::QuoteAnswered { document, answer: QuoteAnswer::Accepted }),
        (
            "check-waived",
            Some(Step::Repair),
            Some(text("遮盖周围物品", "Cover what stands nearby")),
            Event::CheckWaived {
                check: "site-cover".parse().unwrap(),
                reason: "nothing-to-protect".parse().unwrap(),
                note: None,
            },
        ),
        (
            "signed",
            None,
            None,
            Event::Signed { document, total: yuan(22_500), signer: Signer::Customer, strokes: photo(81) },
        ),
        ("visit-left", None, None, Event::VisitLeft { outcome: Outcome::Solved }),
    ];
    let entry = |(seq, (kind, step, about, event)): (u64, _)| TimelineEntry {
        at_ms: Some(NINE + i64::try_from(seq).unwrap() * 6 * MINUTE),
        uncertainty_ms: (seq != 2).then_some(if seq == 3 { 180_000 } else { 400 }),
        lane: lane(),
        seq,
        kind,
        step,
        about,
        event,
    };
    (1..).zip(told).map(entry).collect()
}

fn strokes() -> StrokesStory {
    let point = |step: i32, shift: i32| {
        let along = f64::from(step) / 39.0;
        let y = 120.0 - (along * 11.0 + f64::from(shift)).sin() * 60.0 + (along * 3.0).cos() * 18.0;
        StrokePoint { x: 40 + shift * 170 + (along * 165.0) as i32, y: y as i32 }
    };
    StrokesStory::Here((0..3).map(|shift| (0..40).map(|step| point(step, shift)).collect()).collect())
}

fn finding(code: &str, rule: Option<&str>, field: &str, about: Option<Text>, seq: u64) -> FindingStory {
    let (rule, field) = (rule.map(str::to_owned), Some(field.to_owned()));
    FindingStory { code: code.to_owned(), rule, field, text: about, lane: lane(), seq }
}

/// A visit with everything that can stand on its page.
pub fn story() -> VisitStory {
    let mut row = board().engineers.remove(1).visits.remove(0);
    row.quarantined = 1;
    let text_of = |kind, words: &str, is_accepted_text| DocumentStory {
        kind,
        text: here(words),
        total: yuan(22_500),
        at_ms: Some(NINE + 30 * MINUTE),
        is_accepted_text,
    };
    let paper = "维修服务确认单\n服务单号：FW-20261123-0002\n产品：洗衣机 XQG100-B1420\n上门费（城区） ×1　CNY 30.00 按公布的收费标准\n合计：CNY 225.00\n签字和评价由您自愿。";
    VisitStory {
        row,
        engineer_name: Some("赵建华".to_owned()),
        job: Some(job()),
        edition: Some(doorstep_domain::book::EditionId(photo(70))),
        timeline: timeline(),
        skipped: vec![SkippedEvent { lane: lane(), seq: 9, code: "event/unknown-kind".to_owned() }],
        steps: steps(),
        notes: vec![here("用户说楼上水压低。")],
        quote: QuoteStory {
            lines: lines(),
            total: Some(yuan(22_500)),
            answer: Some(QuoteAnswer::Accepted),
            charged: Some(yuan(22_500)),
        },
        parts: vec![PartStory {
            part: "XY-PS-30".parse().unwrap(),
            text: Some(text("排水泵", "Drain pump")),
            count: 2,
            serial: None,
            old_part: OldPart::KeptByCustomer,
        }],
        missing_parts: vec![MissingPartStory {
            part: "XY-MS-11".parse().unwrap(),
            text: Some(text("门锁", "Door lock")),
            count: 1,
        }],
        photos: photos(),
        documents: vec![
            text_of(DocumentKind::Quote, "上门服务报价单", false),
            text_of(DocumentKind::Confirmation, paper, true),
        ],
        around: around(),
        acceptance: Some(AcceptanceStory {
            document: photo(80),
            total: yuan(22_500),
            result: SignatureStory::Signed { signer: Signer::Customer, strokes: strokes() },
            is_changed_after_signing: false,
            at_ms: Some(NINE + 50 * MINUTE),
        }),
        findings: vec![
            finding("finding/out-of-range", None, "supply-voltage", Some(text("电源电压", "Supply voltage")), 3),
            finding("finding/waived", None, "site-cover", Some(text("遮盖周围物品", "Cover what stands nearby")), 6),
            finding(
                "finding/against-rule",
                Some("check/out-of-order"),
                "site-cover",
                Some(text("遮盖周围物品", "Cover what stands nearby")),
                6,
            ),
        ],
        lanes: vec![LaneStory {
            lane: lane(),
            head: Head { seq: 42, hash: photo(60) },
            end: 45,
            segments: 2,
            arrived_ms: Some(NINE + 70 * MINUTE),
        }],
        lacking_contents: vec![photo(90)],
        lacking_photos: vec![photo(3), photo(4)],
    }
}

/// The same visit where the customer did not want to sign.
pub fn unsigned() -> VisitStory {
    let mut story = story();
    if let Some(acceptance) = &mut story.acceptance {
        let note = Some(here("以前签字吃过亏"));
        acceptance.result = SignatureStory::Missing { why: NoSignature::Refused, note };
        acceptance.is_changed_after_signing = true;
    }
    story
}

/// A visit of which nothing was heard.
pub fn planned() -> VisitStory {
    VisitStory {
        row: row("FW-20261123-0006", NINE + 300 * MINUTE, VisitState::Planned, None),
        engineer_name: None,
        job: Some(job()),
        edition: None,
        timeline: Vec::new(),
        skipped: Vec::new(),
        steps: Vec::new(),
        notes: Vec::new(),
        quote: QuoteStory::default(),
        parts: Vec::new(),
        missing_parts: Vec::new(),
        photos: Vec::new(),
        documents: Vec::new(),
        around: AroundStory::default(),
        acceptance: None,
        findings: Vec::new(),
        lanes: Vec::new(),
        lacking_contents: Vec::new(),
        lacking_photos: Vec::new(),
    }
}

/// One of everything that can happen around the work.
fn around() -> AroundStory {
    let window = Window { from_ms: NINE, until_ms: NINE + 60 * MINUTE };
    AroundStory {
        way: Some(WayStory {
            window,
            arrived_ms: Some(NINE + 75 * MINUTE),
            verdict: Punctuality::LateSerious,
            because: Some(text("路上堵车", "Held up in traffic")),
            ladder: Some((Some(text("迟到15分钟及以上", "Late by 15 minutes or more")), false)),
        }),
        no_access: Some(NoAccessStory {
            tries: 11,
            calls: 2,
            searches: 1,
            notes: 1,
            lasted_ms: Some(7 * MINUTE),
            untried: vec!["neighbour", "centre"],
        }),
        moves: vec![MoveStory {
            from: Some(window),
            to: Window { from_ms: NINE + 1_440 * MINUTE, until_ms: NINE + 1_500 * MINUTE },
            reason: Some(text("用户要求改时间", "The customer asked for another time")),
            consent: Signer::Family,
            keeps_promise: Some(false),
        }],
        handed_over: Some((Party::Dispatcher, Some(text("路途远", "Too far")))),
        incidents: vec![IncidentStory {
            text: Some(text("停电", "Power cut")),
            opened_ms: Some(NINE + 80 * MINUTE),
            outcome: None,
            closed_ms: None,
            consent: None,
            is_closed: false,
        }],
        reductions: vec![ReductionStory {
            from: yuan(15_000),
            to: yuan(8_000),
            reason: Some(text("用户生活困难", "The customer is hard up")),
            wrong_codes: 2,
            is_verified: Some(false),
        }],
        custody: vec![CustodyStory {
            kind: CustodyKind::Appliance,
            serial: Some("BX-480-2203117".to_owned()),
            since_ms: Some(NINE + 90 * MINUTE),
            due_ms: NINE + 4_320 * MINUTE,
            photos: 1,
            end: None,
            is_late: true,
        }],
        owed: vec![OwedStory {
            text: Some(text("电话回访", "Call back")),
            owner: Owner::Centre,
            due_ms: Some(NINE + 1_440 * MINUTE),
            tries: 1,
            result: None,
            is_overdue: true,
        }],
    }
}
