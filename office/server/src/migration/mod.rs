//! The office's schema, in numbered steps. A step that was released never changes.

mod chain_feed;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Knows every step.
pub struct Steps;

#[async_trait::async_trait]
impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Step { name: "m0001_first", sql: include_str!("first.sql") }),
            Box::new(Step { name: "m0002_trade", sql: include_str!("trade.sql") }),
            Box::new(Step { name: "m0003_trust", sql: include_str!("trust.sql") }),
            Box::new(Step { name: "m0004_account", sql: include_str!("account.sql") }),
            Box::new(Step { name: "m0005_wire", sql: include_str!("wire.sql") }),
            Box::new(chain_feed::ChainFeed),
        ]
    }
}

/// One step: its name in the database, and statements that each end with a semicolon at
/// the end of a line.
struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let binary = match db.get_database_backend() {
            DatabaseBackend::Postgres => " BYTEA",
            _ => " BLOB",
        };
        for statement in self.sql.split_inclusive(";\n") {
            if !statement.trim().is_empty() {
                db.execute_unprepared(&statement.replace(" BLOB", binary)).await?;
            }
        }
        Ok(())
    }
}
