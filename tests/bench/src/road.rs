//! A road between phone and office that counts the bytes which pass, headers included.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes passed.
#[derive(Clone, Copy)]
pub struct Passed {
    /// From the phone.
    pub up: u64,
    /// To the phone.
    pub down: u64,
}

impl Passed {
    /// What passed after that.
    pub fn since(self, before: Self) -> Self {
        Self { up: self.up - before.up, down: self.down - before.down }
    }
}

/// See the module.
pub struct Road {
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
    port: u16,
}

impl Road {
    /// To an office that listens there.
    pub fn to(url: &str) -> Self {
        let office = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let road = Self { up: Arc::default(), down: Arc::default(), port };
        let (up, down) = (road.up.clone(), road.down.clone());
        std::thread::spawn(move || {
            for phone in listener.incoming().map_while(Result::ok) {
                let office = TcpStream::connect(&office).unwrap();
                let (phone_too, office_too) = (phone.try_clone().unwrap(), office.try_clone().unwrap());
                let (up, down) = (up.clone(), down.clone());
                std::thread::spawn(move || carry(phone, office, &up));
                std::thread::spawn(move || carry(office_too, phone_too, &down));
            }
        });
        road
    }

    /// Where the phone finds it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What passed until now.
    pub fn passed(&self) -> Passed {
        Passed { up: self.up.load(Ordering::Acquire), down: self.down.load(Ordering::Acquire) }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, counted: &AtomicU64) {
    let mut piece = vec![0; 64 << 10];
    while let Ok(many @ 1..) = from.read(&mut piece) {
        counted.fetch_add(many as u64, Ordering::AcqRel);
        if to.write_all(piece.get(..many).unwrap()).is_err() {
            break;
        }
    }
    // Whoever has gone needs no farewell.
    let _ = to.shutdown(Shutdown::Both);
}
