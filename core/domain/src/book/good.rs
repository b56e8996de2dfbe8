//! One small good book of each kind, for tests.

use super::{Book, PhraseId, parse};

/// Two categories, all seven kinds of check, all three weights, both ends of a day, all
/// three kinds of incident.
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

[[check]]
id = "standstill"
step = "repair"
kind = "timer"
weight = "must"
text = { zh = "断电后等待", en = "Wait after switching off" }
serves = ["R209"]
seconds = 30

[[check]]
id = "told-centre"
step = "leave"
kind = "call"
weight = "advice"
text = { zh = "报告中心", en = "Report to the centre" }
serves = ["R120"]
when = { elderly = true, returning = false }
to = "centre"

[authority]
minor = 1
medium = 2
major = 3

[[reason]]
id = "traffic-jam"
text = { zh = "堵车", en = "Traffic jam" }
for = ["late", "rebook"]

[[day_check]]
id = "tools"
at = "start"
kind = "confirm"
weight = "must"
text = { zh = "工具齐全", en = "Tools complete" }
serves = ["R37"]

[[day_check]]
id = "appearance"
at = "end"
kind = "photo"
weight = "waivable"
reasons = ["customer-declined"]
text = { zh = "监督卡拍照", en = "Photograph the cards" }
hint = { zh = "一张一拍", en = "One by one" }
serves = ["R168"]
photos = [1, 5]

[[incident]]
id = "late-minor"
kind = "ordinary"
text = { zh = "迟到15分钟内", en = "Less than 15 minutes late" }
say = { zh = "对不起，我迟到了", en = "I am sorry to be late" }
serves = ["R58"]
[[incident.guide]]
text = { zh = "先道歉", en = "Apologise first" }
[[incident.outcome]]
id = "accepted"
text = { zh = "用户谅解", en = "Accepted" }
then = "go-on"
[[incident.outcome]]
id = "rebooked"
text = { zh = "改约", en = "Another time" }
then = "rebook"
consent = true
tell = ["centre", "customer"]

[[incident]]
id = "power-cut"
kind = "interruption"
at = ["greet", "diagnose"]
text = { zh = "停电", en = "Power cut" }
serves = ["R65"]
[[incident.guide]]
text = { zh = "问多久来电", en = "Ask how long" }
[[incident.guide]]
text = { zh = "向中心报告", en = "Report to the centre" }
[[incident.outcome]]
id = "back"
text = { zh = "来电了", en = "Power is back" }
then = "go-on"

[[incident]]
id = "threatened"
kind = "safety"
text = { zh = "受到威胁", en = "Threatened" }
serves = ["R121"]
[[incident.guide]]
text = { zh = "先离开", en = "Leave first" }
[[incident.outcome]]
id = "left"
text = { zh = "已离开", en = "Left" }
then = "leave"
tell = ["centre", "manager"]
"#;

/// A row for every appliance, one for refrigerators and one that gives money back.
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
fault_class = "medium"

[[row]]
id = "credit-copper"
fee = "credit"
text = { zh = "旧铜管折价", en = "Old copper pipe" }
price = "10.00"
free_in_warranty = false
serves = ["R94"]

[software]
free_months = 1
charged_after_months = 3

[reduction]
tries = 3
most_percent = 100

[[repair_warranty]]
category = ["refrigerator"]
fault_class = ["major"]
days = 365

[[repair_warranty]]
category = ["refrigerator"]
days = 180

[[repair_warranty]]
fault_class = ["minor", "medium"]
days = 30
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
old_part = "return"
"#;

/// One area and a call-back for each kind of cause.
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
then = ["phone", "downstairs", "neighbour", "note", "centre"]

[late]
call_before_min = [1, 2]
serious_from_min = 15
minor_incident = "late-minor"
serious_incident = "late-minor"

[[response]]
area = "city"
text = { zh = "市区", en = "City" }
within_min = 120

[[follow_up]]
id = "after-service-24h"
text = { zh = "回访", en = "Call back" }
after_min = 1440
owner = "centre"
cause = "left"
outcome = ["solved", "further-work"]
service = ["repair"]

[[follow_up]]
id = "nobody-2h"
text = { zh = "回访", en = "Call back" }
after_min = 120
owner = "engineer"
cause = "check"
check = "door"
any = ["nobody"]

[[follow_up]]
id = "apology"
text = { zh = "回访", en = "Call back" }
after_min = 60
owner = "manager"
cause = "incident"
incident = "late-minor"
outcome = ["rebooked"]

[[follow_up]]
id = "advised-2h"
text = { zh = "回访", en = "Call back" }
after_min = 120
owner = "engineer"
cause = "advised"

[[follow_up]]
id = "unsigned"
text = { zh = "回访", en = "Call back" }
after_min = 1440
owner = "outlet"
cause = "unsigned"

[[follow_up]]
id = "custody"
text = { zh = "回访", en = "Call back" }
after_min = 4320
owner = "engineer"
cause = "custody"

[travel]
default_min = 40

[on_site]
ordinary_min = 60
workshop_days = 3
"#;

/// An article with everything that one can have, and one with as little as one may.
pub(crate) const KNOWLEDGE: &str = r#"format = 1
kind = "knowledge"
version = "2026.5"
name = { zh = "故障知识", en = "Faults" }

[[article]]
id = "fridge-not-cold"
category = ["refrigerator"]
codes = ["E4", "F 1"]
title = { zh = "冰箱不制冷", en = "Fridge does not cool" }
symptoms = { zh = "不凉、化冻", en = "Warm, thawed" }
causes = [
  { zh = "温控器坏", en = "Thermostat broken" },
  { zh = "缺液", en = "Low charge" },
]
remedies = [{ zh = "换温控器", en = "Change the thermostat" }]
parts = ["BX-WK-220"]
phone_advice = { zh = "看插头", en = "Look at the plug" }
workshop = true
serves = ["R21"]

[[article]]
id = "no-power"
title = { zh = "不通电", en = "No power" }
symptoms = { zh = "没反应", en = "Dead" }
causes = [{ zh = "插座没电", en = "Dead socket" }]
remedies = [{ zh = "查电源", en = "Check the mains" }]
serves = ["R78"]
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
    let texts = [STANDARD, FEES, PARTS, SLA, wording.as_str(), KNOWLEDGE];
    texts.iter().map(|text| parse(text.as_bytes()).unwrap()).collect()
}
