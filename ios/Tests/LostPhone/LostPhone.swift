//! The first half of a visit in a process of its own, which its test kills without a word.
//!
//! Arguments: the folder with phone and key, the visit, the time, a picture. Says the acts,
//! the screen, a fingerprint of what it shows and the time, a line each; then it only waits
//! for the end of its input.

import AppModel
import DoorstepCore
import Foundation
import PortStandIns
import Testbed

@main
struct LostPhone {
    @MainActor
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 5, let morningMs = Int64(words[3]) else { return }
        let folder = URL(fileURLWithPath: words[1])
        let clock = ToldClock(wallMs: morningMs)
        let phone = try await PhoneModel.open(
            folder: folder.appendingPathComponent("phone").path, clock: clock,
            vault: SoftwareVault(file: folder.appendingPathComponent("vault.der")),
            rules: ToldRules())
        let engineer = Engineer(visit: words[2], clock: clock, picture: words[4])
        try await engineer.work(with: phone) {
            if case .quote(let model) = $0 { !model.lines.isEmpty } else { false }
        }
        guard let screen = phone.path.last else { return }
        print(engineer.acts.joined(separator: "|"))
        print(screen)
        print(fingerprint(try await phone.look(screen)))
        print(clock.read().wallMs)
        print("here")
        fflush(nil)
        while readLine() != nil {}
    }
}
