//! The steps of a visit, in order: the five of the standard (R106) with what comes
//! before and after them.

use crate::job::named;

named! {
    /// A step. The order of the cases is the order of the visit.
    Step {
        /// 接受任务: read the job, clear what is unclear.
        Accept = "accept",
        /// Bag, parts, appearance.
        Prepare = "prepare",
        /// Telephone the customer.
        Contact = "contact",
        /// On the way.
        Travel = "travel",
        /// At the door, before it opens.
        Doorstep = "doorstep",
        /// 问候: introduce, shoe covers, mat cloth.
        Greet = "greet",
        /// 诊断: find the cause.
        Diagnose = "diagnose",
        /// 报价: say what it costs, get consent.
        Quote = "quote",
        /// 维修: do the work.
        Repair = "repair",
        /// 清洁: clean, show, explain, sign.
        Clean = "clean",
        /// Take off the covers, say goodbye.
        Leave = "leave",
        /// What is owed afterwards.
        FollowUp = "follow-up",
    }
}

impl Step {
    /// The five steps of the standard.
    pub const FIVE: [Step; 5] = [Step::Greet, Step::Diagnose, Step::Quote, Step::Repair, Step::Clean];
}
