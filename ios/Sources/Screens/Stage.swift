//! Draws any open screen by the case of its model, and says why a wish was refused.

import AppModel
import DoorstepCore
import SwiftUI

/// One open screen: opened when it appears, closed when it goes.
struct Stage: View {
    let holder: ScreenModelHolder
    let phone: PhoneModel
    @State private var syncRefused = ""
    @Environment(\.words) private var words

    var body: some View {
        Group {
            if let model = holder.model {
                StageContent(
                    model: model, send: send, sendOn: send(_:_:), sendDay: sendDay, sendVan: sendVan,
                    ask: ask, sync: sync, go: phone.go, enrol: enrol,
                    invitation: phone.invitation, isSyncing: phone.isSyncing,
                    syncRefused: syncRefused, sendPhone: sendPhone)
            } else {
                ProgressView()
            }
        }
        .task(id: holder.screen) { _ = await holder.open() }
        .onDisappear { holder.close() }
        .alert(holder.refusal.map(said) ?? "", isPresented: isRefused) {
            Button(words("button/understood")) { holder.dismissRefusal() }
        }
    }

    private var isRefused: Binding<Bool> {
        Binding(get: { holder.refusal != nil }, set: { if !$0 { holder.dismissRefusal() } })
    }

    /// The words of a refusal; where the fault is ours, with the name of its occurrence.
    private func said(_ refusal: Refusal) -> String {
        words(refusal.code) + (refusal.reportId.isEmpty ? "" : " (\(refusal.reportId))")
    }

    private func send(_ act: Act) {
        Task { await holder.send(act) }
    }

    private func send(_ visit: VisitId, _ act: Act) {
        Task { await holder.send(act, on: visit) }
    }

    private func sendDay(_ act: DayAct) {
        guard case .day(let day) = holder.screen else { return }
        Task { await holder.sendDay(act, on: day) }
    }

    private func sendVan(_ act: VanAct) {
        Task { await holder.sendVan(act) }
    }

    private func sendPhone(_ act: PhoneAct) {
        Task { await holder.sendPhone(act) }
    }

    private func ask(_ query: String) {
        phone.instead(.knowledge(visit: holder.screen.visit, query: query))
    }

    private func enrol(_ office: String, _ token: String) {
        Task { await holder.enrol(office: office, token: token) }
    }

    private func sync() {
        Task { syncRefused = await phone.syncNow(atMostMs: 120_000)?.code ?? "" }
    }
}

/// The screen of a model.
struct StageContent: View {
    let model: ScreenModel
    let send: Send
    let sendOn: @MainActor (VisitId, Act) -> Void
    let sendDay: @MainActor (DayAct) -> Void
    let sendVan: @MainActor (VanAct) -> Void
    let ask: @MainActor (String) -> Void
    let sync: @MainActor () -> Void
    let go: Go
    let enrol: Enrol
    var invitation: Invitation?
    var isSyncing = false
    var syncRefused = ""
    var sendPhone: @MainActor (PhoneAct) -> Void = { _ in }

    var body: some View {
        switch model {
        case .today(let model) where model.engineer.isEmpty:
            // Another invitation is another form: what was typed for the first one goes.
            EnrolScreen(invitation: invitation, enrol: enrol, isSyncing: isSyncing).id(invitation)
        case .today(let model): TodayScreen(model: model, go: go)
        case .job(let model): JobScreen(model: model, send: send, go: go)
        case .prepare(let model): PrepareScreen(model: model, send: send, go: go)
        case .doorstep(let model): DoorstepScreen(model: model, send: send, go: go)
        case .step(let model): StepScreen(model: model, send: send, go: go)
        case .quote(let model): QuoteScreen(model: model, send: send, go: go)
        case .part(let model): PartScreen(model: model, send: send, sendVan: sendVan, go: go)
        case .custody(let model): CustodyScreen(model: model, send: send, go: go)
        case .sign(let model): SignScreen(model: model, send: send, go: go)
        case .leave(let model): LeaveScreen(model: model, send: send, go: go)
        case .incident(let model): IncidentScreen(model: model, send: send, go: go)
        case .knowledge(let model): KnowledgeScreen(model: model, ask: ask, go: go)
        case .followUp(let model): FollowUpScreen(model: model, send: sendOn, go: go)
        case .day(let model): DayScreen(model: model, sendDay: sendDay, go: go)
        case .sync(let model):
            SyncScreen(model: model, sync: sync, go: go, isSyncing: isSyncing, refused: syncRefused)
        case .help(let model): HelpScreen(model: model, send: sendPhone)
        case .closed(let model): ClosedScreen(model: model, go: go)
        }
    }
}
