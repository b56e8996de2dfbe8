//! What follows from the journal; every row can be made again and carries a checksum.
//!
//! What each column means stands beside it in `migration/first.sql` and `trade.sql`.

/// What a visit comes to.
pub mod visit {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "visit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        pub job: Option<String>,
        pub engineer: Option<String>,
        pub state: String,
        pub outcome: Option<String>,
        pub category: Option<String>,
        pub edition: Option<Vec<u8>>,
        pub total_minor: Option<i64>,
        pub currency: Option<String>,
        pub step: Option<String>,
        pub steps: String,
        pub started_ms: Option<i64>,
        pub left_ms: Option<i64>,
        pub events: i64,
        pub quarantined: i64,
        pub photos_named: i64,
        pub photos_arrived: i64,
        pub contents_named: i64,
        pub contents_lacking: i64,
        pub exceptions: i64,
        pub is_judged: bool,
        pub place: i64,
        pub heard_ms: Option<i64>,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a person should look at.
pub mod finding {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "finding")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub n: i64,
        pub code: String,
        pub rule: Option<String>,
        pub field: Option<String>,
        pub installation: Vec<u8>,
        pub seq: i64,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was charged, and why.
pub mod fee_line {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "fee_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: i64,
        pub item_kind: String,
        pub item: String,
        pub count: i64,
        pub amount_minor: i64,
        pub currency: String,
        pub because: String,
        pub because_minor: Option<i64>,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The photographs that a visit names.
pub mod attachment {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "attachment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: Vec<u8>,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Parts that were fitted or missed.
pub mod part_use {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "part_use")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub n: i64,
        pub part: String,
        pub count: i64,
        pub serial: Option<String>,
        pub old_part: Option<String>,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a van should carry, and what was found in it.
pub mod van_stock {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "van_stock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub engineer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        pub ledger: i64,
        pub found: Option<i64>,
        pub expected: Option<i64>,
        pub counted_ms: Option<i64>,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an engineer's day comes to.
pub mod day {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        pub engineer: String,
        pub date: String,
        pub edition: Option<Vec<u8>>,
        pub started_ms: Option<i64>,
        pub ended_ms: Option<i64>,
        pub mismatches: Option<i64>,
        pub cards: i64,
        pub checksum: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
