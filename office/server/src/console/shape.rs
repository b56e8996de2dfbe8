//! Small drawings: the mark, the shapes beside status words, and signatures.
//!
//! A shape never stands alone: the word beside it says the same, so shapes are hidden
//! from screen readers. No drawing carries style; colours come from the style sheet.

use doorstep_domain::visit::Step;
use maud::{Markup, html};

use crate::board::{StepMark, StepProgress, VisitState};
use crate::story::StrokePoint;

use super::words::Words;

/// A door that stands open above its step.
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" { (door("currentColor")) }
    }
}

/// The same as a file of its own, for the browser's tab.
pub fn icon() -> Markup {
    html! { svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" { (door("#0c5a4f")) } }
}

fn door(colour: &str) -> Markup {
    let frame = "M5 19V4.5A1.5 1.5 0 0 1 6.5 3h11A1.5 1.5 0 0 1 19 4.5V19";
    html! {
        path d=(frame) fill="none" stroke=(colour) stroke-width="2" {}
        path d="M9 19V7l6-2v14z" fill=(colour) {}
        path d="M2 21h20" stroke=(colour) stroke-width="2" stroke-linecap="round" {}
    }
}

/// What a status word is marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Not begun.
    Hollow,
    /// Begun.
    Half,
    /// Complete.
    Full,
    /// Good.
    Tick,
    /// Somebody should look.
    Warning,
    /// Not here yet.
    Road,
}

/// One shape of the size of a letter.
pub fn shape(shape: Shape) -> Markup {
    html! {
        svg.shape viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false" {
            @match shape {
                Shape::Hollow => circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" {},
                Shape::Half => {
                    circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" {}
                    path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" {}
                },
                Shape::Full => circle cx="6" cy="6" r="5.2" fill="currentColor" {},
                Shape::Tick => path d="M1.5 6.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="2" {},
                Shape::Warning => path d="M6 1L11.5 11H.5z" fill="currentColor" {},
                Shape::Road => path d="M1 6h7M5.5 2.5L9 6 5.5 9.5M11.2 2v8" fill="none" stroke="currentColor" stroke-width="1.6" {},
            }
        }
    }
}

/// The shape of a visit's state.
pub fn of_state(state: VisitState) -> Shape {
    match state {
        VisitState::Planned => Shape::Hollow,
        VisitState::UnderWay => Shape::Half,
        VisitState::Left => Shape::Full,
    }
}

/// The shape of a step's state.
pub fn of_progress(state: StepProgress) -> Shape {
    match state {
        StepProgress::Closed | StepProgress::Skipped => Shape::Hollow,
        StepProgress::Open => Shape::Half,
        StepProgress::Done => Shape::Full,
    }
}

/// The five steps in a row, each as its first letter in a box: filled when done,
/// framed when open, dashed when closed, struck through when skipped.
pub fn track(words: &Words, steps: &[StepMark]) -> Markup {
    let five: Vec<&StepMark> = steps.iter().filter(|mark| Step::FIVE.contains(&mark.step)).collect();
    html! {
        @if !five.is_empty() {
            ol.track aria-label=(words.say("console/five-steps")) {
                @for mark in five {
                    @let said = words.fill("console/step-said", &[
                        ("step", &words.named("step", mark.step.key())),
                        ("state", &words.named("progress", mark.state.key())),
                        ("settled", &mark.settled.to_string()),
                        ("asked", &mark.asked.to_string()),
                    ]);
                    li class=(mark.state.key()) title=(said) {
                        span aria-hidden="true" { (words.named("step-letter", mark.step.key())) }
                        span.unseen { (said) }
                    }
                }
            }
        }
    }
}

/// A signature as it was drawn, scaled to fit; nothing where there is no point.
pub fn signature(strokes: &[Vec<StrokePoint>], label: &str) -> Option<Markup> {
    let points = || strokes.iter().flatten();
    let (left, right) = (points().map(|p| p.x).min()?, points().map(|p| p.x).max()?);
    let (top, bottom) = (points().map(|p| p.y).min()?, points().map(|p| p.y).max()?);
    let (width, height) = (i64::from(right) - i64::from(left), i64::from(bottom) - i64::from(top));
    let pen = (width.max(height) / 120).max(1);
    let margin = pen * 4;
    let view = format!(
        "{} {} {} {}",
        i64::from(left) - margin,
        i64::from(top) - margin,
        (width + 2 * margin).max(1),
        (height + 2 * margin).max(1)
    );
    Some(html! {
        svg.signature viewBox=(view) role="img" aria-label=(label) preserveAspectRatio="xMidYMid meet" {
            g fill="none" stroke="currentColor" stroke-width=(pen) stroke-linecap="round" stroke-linejoin="round" {
                @for stroke in strokes { @if !stroke.is_empty() { path d=(path(stroke)) {} } }
            }
        }
    })
}

/// A line through the points; a single one becomes a dot.
fn path(stroke: &[StrokePoint]) -> String {
    let mut words = String::new();
    for (nth, point) in stroke.iter().enumerate() {
        words.push_str(if nth == 0 { "M" } else { "L" });
        words.push_str(&format!("{} {}", point.x, point.y));
    }
    if stroke.len() == 1 {
        words.push_str("h0");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_drawn_and_one_without_points_is_not() {
        let strokes =
            [vec![StrokePoint { x: 10, y: 20 }, StrokePoint { x: 30, y: 60 }], vec![StrokePoint { x: 5, y: 5 }]];
        let drawn = signature(&strokes, "\"><script>").unwrap().into_string();
        assert!(drawn.contains(r#"d="M10 20L30 60""#) && drawn.contains(r#"d="M5 5h0""#), "{drawn}");
        assert!(!drawn.contains("<script>"));
        assert!(signature(&[vec![]], "").is_none());
    }

    #[test]
    fn points_at_the_ends_of_the_numbers_do_not_overflow() {
        let strokes = [vec![StrokePoint { x: i32::MIN, y: i32::MIN }, StrokePoint { x: i32::MAX, y: i32::MAX }]];
        assert!(signature(&strokes, "").is_some());
    }
}
