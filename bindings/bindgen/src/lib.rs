//! bindgen
