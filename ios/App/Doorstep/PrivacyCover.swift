//! Covers the screens while the app is not in use: iOS keeps a picture of what an app showed
//! for the list of recent apps, and every screen may show a customer.

import SwiftUI

/// Its content, behind a blank sheet while that is up.
struct PrivacyCover<Content: View>: View {
    private let isUp: Bool
    private let content: Content

    init(isUp: Bool, @ViewBuilder content: () -> Content) {
        self.isUp = isUp
        self.content = content()
    }

    var body: some View {
        ZStack {
            content.accessibilityHidden(isUp)
            if isUp {
                Color(red: 0.96, green: 0.95, blue: 0.92).ignoresSafeArea()
                Text(verbatim: "到家 Doorstep").font(.title2)
            }
        }
    }
}
