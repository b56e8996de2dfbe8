//! One small good book of each kind, for tests.

use super::{Book, PhraseId, parse};

/// Two categories, all five kinds of check, all three weights.
pub(crate) const STANDARD: &str = r#"format = 1
kind = "service_standard"
version = "2026.11"
name = { zh = "服务标准", en = "Service standard" }

[[category]]
id = "refrigerator"
text = { zh = "冰箱", en = "Refrigerator" }

[[category]]
id = "washer"
text = { zh = "洗衣机", en = "Washing machine" }

[[reason]]
id = "customer-declined"
text = { zh = "客户拒绝", en = "The customer declined" }

[[order]]
first = "door"
then = "covers"

[[order]]
first = "covers"
then = "photo"

[[check]]
id = "door"
step = "doorstep"
kind = "choice"
weight = "must"
text = { zh = "开门情况", en = "At the door" }
serves = ["R50", "T3"]
options = [
  { id = "opened", text = { zh = "开门", en = "Opened" } },
  { id = "nobody", text = { zh = "无人", en = "Nobody" } },
]

[[check]]
id = "covers"
step = "greet"
kind = "confirm"
weight = "waivable"
reasons = ["customer-declined"]
text = { zh = "穿鞋套", en = "Shoe covers on" }
hint = { zh = "先穿一只", en = "One first" }
serves = ["R68", "R16a"]
when = { service = ["repair"], category = ["refrigerator"], warranty = "out", answer = { check = "door", is = ["opened"] } }

[[check]]
id = "photo"
step = "greet"
kind = "photo"
weight = "advice"
text = { zh = "拍照", en = "Photograph" }
serves = ["R241"]
photos = [1, 3]

[[check]]
id = "mains"
step = "diagnose"
kind = "reading"
weight = "must"
text = { zh = "电压", en = "Voltage" }
serves = ["R76"]
unit = "V"
expected = [198, 235.5]
possible = [-0.125, 500]

[[check]]
id = "cause"
step = "diagnose"
kind = "note"
weight = "must"
text = { zh = "原因", en = "Cause" }
serves = ["R77"]
most_chars = 500
"#;

/// One row for every appliance and one for refrigerators.
pub(crate) const FEES: &str = r#"format = 1
kind = "fee_schedule"
version = "2026.1"
name = { zh = "收费标准", en = "Fee schedule" }
currency = "CNY"
valid_from = "2026-01-01"
valid_until = "2026-12-31"
repair_warranty_days = 90

[[row]]
id = "visit-city"
fee = "visit"
text = { zh = "上门费", en = "Visit" }
price = "30.00"
free_in_warranty = true
serves = ["R90"]

[[row]]
id = "labour-thermostat"
fee = "labour"
text = { zh = "更换温控器", en = "Change the thermostat" }
service = ["repair"]
category = ["refrigerator"]
price = "80.00"
free_in_warranty = true
serves = ["R90"]
"#;

/// An original and its substitute.
pub(crate) const PARTS: &str = r#"format = 1
kind = "parts_catalogue"
version = "2026.2"
name = { zh = "配件目录", en = "Parts" }
currency = "CNY"

[[part]]
no = "BX-WK-220"
text = { zh = "温控器", en = "Thermostat" }
category = ["refrigerator"]
price = "85.00"
tracking = "serial"
origin = "original"
warranty_days = 180
serves = ["R104"]

[[part]]
no = "BX-WK-220-S"
text = { zh = "温控器（替代）", en = "Thermostat (substitute)" }
price = "60.00"
tracking = "counted"
origin = "substitute"
substitute_for = "BX-WK-220"
warranty_days = 90
serves = ["R104"]
"#;

/// One area and one call-back.
pub(crate) const SLA: &str = r#"format = 1
kind = "sla_policy"
version = "2026.3"
name = { zh = "时效", en = "Promises" }
arrive_early_min = [0, 10]
plan_before_min = 60
confirm_before_min = 120
company_change_before_min = 60
customer_change_before_min = 1440

[knock]
times = 2
taps = 3
every_s = 30
phone_after_s = 300

[late]
call_before_min = [1, 2]
serious_from_min = 15

[[response]]
area = "city"
text = { zh = "市区", en = "City" }
within_min = 120

[[follow_up]]
id = "after-service-24h"
text = { zh = "回访", en = "Call back" }
after_min = 1440
owner = "centre"
"#;

/// Every phrase, with its key as its text; each takes three lines from line 5 on.
pub(crate) fn wording() -> String {
    let head = "format = 1\nkind = \"wording\"\nversion = \"2026.4\"\nname = { zh = \"用语\", en = \"Wording\" }\n";
    let phrases = PhraseId::ALL.iter().map(|id| {
        let holes: String = id.placeholders().iter().map(|name| format!(" {{{name}}}")).collect();
        let key = id.key();
        format!("[[phrase]]\nkey = \"{key}\"\ntext = {{ zh = \"{key}{holes}\", en = \"{key}{holes}\" }}\n")
    });
    head.to_owned() + &phrases.collect::<String>()
}

/// One good book of each kind.
pub(crate) fn books() -> Vec<Book> {
    let wording = wording();
    let texts = [STANDARD, FEES, PARTS, SLA, wording.as_str()];
    texts.iter().map(|text| parse(text.as_bytes()).unwrap()).collect()
}
