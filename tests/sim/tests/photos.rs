//! A day's photographs over a slow line, in virtual time.

use doorstep_sim::line::{Day, play};

/// 400 photographs of a quarter of a megabyte over 64 kbit/s, which breaks about every half minute.
const SLOW: Day = Day {
    seed: 1,
    visits: 50,
    photos_each: 8,
    photo_bytes: 250_000,
    bits_per_s: 64_000,
    breaks_every_ms: 30_000,
    later_visits: 10,
};

#[test]
fn four_hundred_photographs_over_2g_arrive_after_all_events_and_nothing_is_sent_twice() {
    for seed in 1..=4 {
        let day = Day { seed, ..SLOW };
        let report = play(day).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
        if seed == 1 {
            println!("{report:?}");
        }
        let photos = (day.visits + day.later_visits) * day.photos_each;
        assert_eq!(report.photos, photos, "all are there");
        assert!(report.breaks > 100, "the line did break: {report:?}");
        assert!(report.events_ms <= report.first_photo_ms, "events first: {report:?}");
        assert!(report.events_ms < 120_000, "and soon: {report:?}");
        assert_eq!(report.photo_bytes, photos * day.photo_bytes, "no byte went through twice: {report:?}");
        assert!(report.longest_wait_ms < 120_000, "a new visit does not wait for photographs: {report:?}");
        let bare_ms = report.photo_bytes * 8_000 / day.bits_per_s;
        assert!(report.took_ms < bare_ms * 8 / 5, "the line is used: {report:?}");
    }
}
