//! What the office hands out: books, editions, jobs, stock, and the feed that carries them.
//!
//! What each column means stands beside it in `migration/first.sql` and `trade.sql`.

/// Books by their hash.
pub mod book {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "book")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub bytes: Vec<u8>,
        pub published_at_ms: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Books that belong together.
pub mod edition {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "edition")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub standard: Vec<u8>,
        pub fees: Vec<u8>,
        pub parts: Vec<u8>,
        pub sla: Vec<u8>,
        pub wording: Vec<u8>,
        pub n: i64,
        pub published_at_ms: i64,
        pub knowledge: Option<Vec<u8>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the office wants done: one row for each trip.
pub mod job {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        pub id: String,
        pub engineer: String,
        pub from_ms: i64,
        pub until_ms: i64,
        pub bytes: Vec<u8>,
        pub checksum: Vec<u8>,
        pub earlier: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was issued to a van.
pub mod stock {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "stock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub engineer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        pub issued: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the office says to an engineer.
pub mod feed {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "feed")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub engineer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub n: i64,
        pub bytes: Vec<u8>,
        pub hash: Vec<u8>,
        pub at_ms: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Secrets that spoken approval codes are made with.
pub mod approval_key {
    use sea_orm::entity::prelude::*;

    /// One row. Never printed.
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "approval_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        pub key: Vec<u8>,
        pub at_ms: i64,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "ApprovalKey({})", self.visit)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was last told of an earlier visit.
pub mod earlier_told {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "earlier_told")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub engineer: String,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Codes that were spoken over the telephone.
pub mod issued_code {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "issued_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub visit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub request: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub quote: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub total_minor: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub currency: String,
        pub code: i64,
        pub issued_at_ms: i64,
        pub issued_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
