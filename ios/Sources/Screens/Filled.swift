//! Words with places in them: `Late by {min} min`, filled by name.
//!
//! Which words there are is the table's; one of something has a form of its own there.

import Foundation

extension Words {
    /// The words of this key, with its places filled by name.
    func callAsFunction(
        _ key: String, _ values: KeyValuePairs<String, any CustomStringConvertible>
    ) -> String {
        let isOne = values.contains { $0.value.description == "1" }
        let text = isOne && has("\(key).one") ? self("\(key).one") : self(key)
        return values.reduce(text) { filled, place in
            filled.replacingOccurrences(of: "{\(place.key)}", with: place.value.description)
        }
    }

    /// Whether this key has words.
    func has(_ key: String) -> Bool {
        self(key) != key
    }
}
