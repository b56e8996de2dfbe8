//! What holds for every quote.

use super::*;

/// What a failed property says of its visit.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.opening(), self.visit.terms)
    }
}

#[derive(Clone, Debug)]
struct Wish {
    row: usize,
    part: usize,
    is_part: bool,
    count: u32,
    card: Option<i64>,
}

fn any_wish() -> impl Strategy<Value = Wish> {
    (0..200_usize, 0..200_usize, any::<bool>(), 1..4_u32, proptest::option::of(0..9_000_i64))
        .prop_map(|(row, part, is_part, count, card)| Wish { row, part, is_part, count, card })
}

fn command(wish: &Wish) -> Command {
    let (rows, parts) = (&books().fees.rows, &books().parts.parts);
    let item = match wish.is_part {
        true => QuoteItem::Part(parts[wish.part % parts.len()].no.clone()),
        false => QuoteItem::Fee(rows[wish.row % rows.len()].id.clone()),
    };
    Command::AddQuoteLine { item, count: wish.count, card: wish.card.map(|minor| Money::new(minor, Currency::CNY)) }
}

/// A visit for each kind of service, washing machines and air conditioners.
fn any_visit() -> impl Strategy<Value = Told> {
    let category = prop_oneof![Just("washing_machine"), Just("air_conditioner"), Just("refrigerator")];
    (0..ServiceKind::ALL.len(), category, any::<bool>(), proptest::option::of(0..200_u64)).prop_map(
        |(service, category, is_inside, installed_days)| {
            let warranty = if is_inside { Warranty::Inside } else { Warranty::Outside };
            let told = visit_as(ServiceKind::ALL[service], category, warranty);
            let today: chrono::NaiveDate = "2026-11-23".parse().unwrap();
            let installed_on = installed_days.and_then(|days| today.checked_sub_days(chrono::Days::new(days)));
            let terms = Terms { installed_on, ..terms(&told) };
            again(told, Some(terms), None)
        },
    )
}

/// What the schedule or the catalogue publishes for one of these; a credit below nothing.
fn published(item: &QuoteItem) -> i64 {
    match item {
        QuoteItem::Part(no) => books().parts.part(no).unwrap().price.minor,
        QuoteItem::Fee(id) => {
            let row = books().fees.row(id).unwrap();
            if row.kind == FeeKind::Credit { -row.price.minor } else { row.price.minor }
        }
    }
}

fn price_of(told: &Told, wish: &Wish) -> Option<i64> {
    match told.attempt(&command(wish)).ok()?.remove(0) {
        Event::QuoteLineAdded { line } => Some(line.amount.minor),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_and_reduction_are_the_total_that_is_shown_agreed_and_charged(
        told in any_visit(), wishes in proptest::collection::vec(any_wish(), 1..12), less in 0..100_i64,
    ) {
        let told = told.up_to(Step::Quote);
        let told = wishes.iter().fold(told, |told, wish| match told.attempt(&command(wish)) {
            Ok(_) => told.does(command(wish)),
            Err(_) => told,
        });
        let sum: i64 = told.visit.lines.values().map(|line| line.amount.minor).sum();
        prop_assert!(sum >= 0, "the company pays nobody");
        let told = told.quotes();
        let total = Money::new(sum * less / 100, Currency::CNY);
        let wish = Command::Reduction(ReductionCommand::Ask { total, reason: reason() });
        prop_assert_eq!(told.attempt(&wish).is_ok(), sum > 0);
        let told = match sum > 0 {
            true => {
                let told = told.does(wish);
                let code = spoken(&told, 1);
                told.clone().does(enter(&told, 1, code)).quotes()
            }
            false => told,
        };
        let off = told.visit.reduction().map_or(0, |granted| granted.total.minor - granted.instead_of.minor);
        let told = told.hears(QuoteAnswer::Accepted);
        let paper = told.paper(DocumentKind::Quote, Language::English);
        prop_assert_eq!(paper.total.minor, sum + off);
        prop_assert_eq!(charged(&told.visit, &told.books), paper.total);
        prop_assert_eq!(told.paper(DocumentKind::Confirmation, Language::Chinese).total, paper.total);
        prop_assert_eq!(told.findings(), Vec::<&str>::new(), "the office finds the same prices");
    }

    #[test]
    fn no_line_is_above_what_is_published(told in any_visit(), wish in any_wish()) {
        let Command::AddQuoteLine { item, count, .. } = command(&wish) else { unreachable!() };
        if let Some(amount) = price_of(&told, &wish) {
            prop_assert!(amount <= published(&item).max(0) * i64::from(count));
            prop_assert!(amount >= 0 || published(&item) < 0, "only credits are below nothing");
        }
    }

    /// Warranty, a card, an earlier repair: each makes a line cheaper or leaves it.
    #[test]
    fn more_cover_never_costs_more(told in any_visit(), wish in any_wish()) {
        let bare = Wish { card: None, ..wish.clone() };
        let Some(amount) = price_of(&told, &bare) else { return Ok(()) };
        if let Some(with_card) = price_of(&told, &wish) {
            prop_assert!(with_card <= amount);
        }
        let mut inside = told.job.clone();
        inside.warranty = Warranty::Inside;
        let terms = told.visit.terms.clone();
        if let Some(with_warranty) = price_of(&again(Told { job: inside, ..told.clone() }, terms.clone(), None), &bare) {
            // A credit that falls away with a free exchange is the one thing that rises: to nothing.
            prop_assert!(with_warranty <= amount.max(0));
        }
        if let Some(repaired) = price_of(&again(told, terms, Some(earlier(Some(NINE.wall_ms)))), &bare) {
            prop_assert!(repaired <= amount);
        }
    }

    #[test]
    fn the_order_in_which_lines_are_added_does_not_matter(
        told in any_visit(), wishes in proptest::collection::vec(any_wish(), 1..8), by in 1..8_usize,
    ) {
        let add = |told: Told, wish: &Wish| told.does(command(wish));
        let lines = |told: &Told| {
            let lines = told.visit.lines.values();
            let mut lines: Vec<_> = lines.map(|line| (line.item.clone(), line.count, line.amount)).collect();
            lines.sort();
            lines
        };
        let (mut added, mut credits) = (told.clone(), Vec::new());
        let mut plain = Vec::new();
        for wish in wishes {
            if let Some(amount) = price_of(&added, &wish) {
                added = add(added, &wish);
                if amount < 0 { credits.push(wish) } else { plain.push(wish) }
            }
        }
        let turn = by % plain.len().max(1);
        plain.rotate_left(turn);
        let other = plain.iter().chain(&credits).fold(told, add);
        prop_assert_eq!(lines(&other), lines(&added));
        prop_assert_eq!(other.visit.lines_total(zero()), added.visit.lines_total(zero()));
    }

    /// Each fact that a code is bound to changes it: by chance one in a hundred million
    /// does not, so one collision in a run is let pass and two are not.
    #[test]
    fn another_visit_request_quote_total_or_key_has_another_code(
        key in any::<[u8; 32]>(), document in any::<[u8; 32]>(), request in any::<u32>(), minor in any::<i64>(),
        bit in 0..64_usize,
    ) {
        let what = CodeFor {
            visit: "FW-1-1".parse().unwrap(),
            request,
            quote: QuoteMark::of(&Hash(document)),
            total: Money::new(minor, Currency::CNY),
        };
        let mut other_key = key;
        other_key[bit / 2] ^= 1 << (bit % 8);
        let mut other_document = document;
        other_document[bit % 4] ^= 1 << (bit % 8);
        let others = [
            CodeFor { visit: "FW-1-11".parse().unwrap(), ..what.clone() },
            CodeFor { request: request ^ (1 << (bit % 32)), ..what.clone() },
            CodeFor { quote: QuoteMark::of(&Hash(other_document)), ..what.clone() },
            CodeFor { total: Money::new(minor ^ (1 << bit), Currency::CNY), ..what.clone() },
            CodeFor { total: Money::new(minor, "USD".parse().unwrap()), ..what.clone() },
        ];
        let code = spoken_code(&ApprovalKey(key), &what);
        prop_assert!(code < CODES && is_right(&ApprovalKey(key), &what, code));
        let same = others.iter().filter(|other| is_right(&ApprovalKey(key), other, code)).count();
        let same = same + usize::from(is_right(&ApprovalKey(other_key), &what, code));
        prop_assert!(same < 2, "{} of six other facts have the same code", same);
    }

    /// However wrong tries are spread over phones, together they are all there are.
    #[test]
    fn tries_are_counted_over_all_lanes(split in proptest::collection::vec(0..3_u8, 0..7)) {
        let asked = quoted().does(ask("80.00"));
        let first = lane_of(1, blind(events(asked.clone())));
        let of = |phone: u8| {
            let tries = split.iter().zip(0_u32..).filter(move |(by, _)| **by == phone);
            tries.map(|(_, code)| Event::CodeTried { request: 1, code })
        };
        let own = lane_of(1, blind(events(asked).into_iter().chain(of(0))));
        let mut lanes = vec![own];
        for phone in [1, 2] {
            let sent: Vec<_> = of(phone).map(|event| (event, Some(&first))).collect();
            if !sent.is_empty() {
                lanes.push(lane_of(phone + 1, sent));
            }
        }
        let both = folded(&lanes);
        prop_assert_eq!(both.visit.reductions.requests[&1].wrong_codes.len(), split.len());
        let left = both.visit.reductions.tries_left(&both.books, 1) as usize;
        prop_assert_eq!(left, 3_usize.saturating_sub(split.len()));
        let right = both.attempt(&enter(&both, 1, spoken(&both, 1)));
        prop_assert_eq!(right.is_ok(), left > 0);
        let beyond = both.findings().into_iter().filter(|code| *code == "reduction/no-tries-left").count();
        prop_assert_eq!(beyond, split.len().saturating_sub(3));
    }
}

#[test]
fn a_quote_never_wraps_round() {
    let mut told = visit("06");
    let most = Money::new(i64::MAX - 1_000, Currency::CNY);
    for row in &mut told.books.fees.rows {
        if row.kind != FeeKind::Credit {
            row.price = most;
        }
    }
    told.refuses(add("visit-city", 2, None), "quote/amount-too-large");
    let told = told.does(add("visit-city", 1, None));
    told.refuses(add("labour-washer-minor", 1, None), "quote/amount-too-large");
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::None)).does(add("credit-motor", 1, None));
    told.refuses(add_part("XY-PS-30", 1), "quote/amount-too-large");
}
