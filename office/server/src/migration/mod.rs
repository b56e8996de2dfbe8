//! The office's schema, in numbered steps. A step that was released never changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Knows every step.
pub struct Steps;

#[async_trait::async_trait]
impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(First)]
    }
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "m0001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let binary = match db.get_database_backend() {
            DatabaseBackend::Postgres => " BYTEA",
            _ => " BLOB",
        };
        for statement in include_str!("first.sql").split_inclusive(";\n") {
            if !statement.trim().is_empty() {
                db.execute_unprepared(&statement.replace(" BLOB", binary)).await?;
            }
        }
        Ok(())
    }
}
