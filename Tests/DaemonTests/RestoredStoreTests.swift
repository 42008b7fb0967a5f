// SPDX-License-Identifier: Apache-2.0

import Relay
import SQLiteStore
import Safeguarding
import Signing
import Synchronization
import Testing
import Web

@testable import Daemon

/// What the journal says of a start on a backup that has what was purged since.
@Suite struct `A store that was restored from a backup` {
    private let desk: Desk
    private let configuration: Configuration
    private let lines = Lines()

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    /// Starts and stops, with a disk that says what is to be forgotten again.
    private func start(_ disk: RestoredDisk) async throws {
        let store = try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
        let serving = Serving(
            desk.file(), configuration, world: .real, systemd: Systemd(socket: nil),
            logger: lines.logger())
        try await serving.serve(store, erasure: disk, metrics: PrometheusRegistry()) {
            _, isListening in
            [
                Visitor {
                    isListening()
                    disk.note("a visitor")
                }
            ]
        }
        try store.close()
    }

    @Test func `says how much is forgotten again before anybody is served`() async throws {
        try await start(RestoredDisk())
        #expect(!lines.all.contains { $0.contains("purged again") })
        // The first entry is that of the start, from which others follow: it stays.
        let disk = RestoredDisk(Unforgotten(messages: [], facts: [0]))
        try await start(disk)
        let told = lines.all.filter { $0.contains("purged again") }
        #expect(told.count == 1)
        #expect(
            told.first?.hasSuffix(
                "level=notice msg=\"what was purged before the store was restored is purged again\" "
                    + "facts=0 facts_kept=1 messages=0") == true, "\(told)")
        #expect(disk.seen.prefix(3) == ["settled", "wiped", "a visitor"])
        try await start(disk)
        #expect(lines.all.filter { $0.contains("purged again") }.count == 1, "and says it once")
    }

    @Test func `says which legal holds are placed again, and which cannot be`() async throws {
        let hold = UnheldThread(
            SHA256.digest(of: [1]), thread: nil, partnership: 1,
            agency: try AgencyID("https://trust.example"), entry: 7,
            isHeld: true)
        try await start(RestoredDisk(Unforgotten(messages: [], facts: [], holds: [hold])))
        #expect(!lines.all.contains { $0.contains("are so again") })
        let told = lines.all.filter { $0.contains("which places the holds again") }
        #expect(told.count == 1 && told[0].contains("level=error"), "\(told)")
        #expect(told.first?.contains("https://trust.example") == true)
        #expect(!lines.all.contains { $0.contains("purged again") })
    }

    @Test func `says that holds may be lost where the list is older than what it knew of it`()
        async throws
    {
        try await start(
            RestoredDisk(
                Unforgotten(
                    messages: [], facts: [], listPlace: .start.after([7]), isListKnown: false)))
        let told = lines.all.filter {
            $0.contains("legal holds that were placed since may be lost")
        }
        #expect(told.count == 1 && told[0].contains("level=error"), "\(told)")
        try await start(
            RestoredDisk(Unforgotten(messages: [], facts: [], listPlace: .start.after([7]))))
        #expect(lines.all.count { $0.contains("may be lost") } == 1)
    }

    @Test func `names what of it cannot be read`() async throws {
        try await start(RestoredDisk())
        let unreadable = [UnreadableEntry(entry: 1, partnership: 0, parts: [])]
        try await start(
            RestoredDisk(Unforgotten(messages: [], facts: [], unreadable: unreadable)))
        let told = lines.all.filter { $0.contains("overwritten unread: run `batond fsck`") }
        #expect(told.count == 1)
        #expect(
            told.first?.contains("level=error") == true
                && told.first?.hasSuffix("entries=[\"1\"] kept=[\"1\"]".quotedLists) == true,
            "\(told)")
    }
}

extension String {
    /// The same with its lists as a log line quotes them.
    fileprivate var quotedLists: String {
        replacing("[\"1\"]", with: "\"[\\\"1\\\"]\"")
    }
}

/// The disk of a store, which says once what the list beside it names.
private final class RestoredDisk: StoreErasure {
    private let state: Mutex<(unforgotten: Unforgotten, seen: [String])>

    init(_ unforgotten: Unforgotten = .nothing) { state = Mutex((unforgotten, [])) }

    /// What was done to it, and what else was noted, in order.
    var seen: [String] { state.withLock { $0.seen } }

    func note(_ what: String) { state.withLock { $0.seen.append(what) } }

    func unforgotten() async throws(StoreFailure) -> Unforgotten {
        state.withLock { $0.unforgotten }
    }

    func unheld() async throws(StoreFailure) -> [UnheldThread] {
        state.withLock { $0.unforgotten.holds }
    }

    func settle(_ unforgotten: Unforgotten) async throws(StoreFailure) {
        state.withLock { $0.unforgotten = .nothing }
        note("settled")
    }

    func wipe() async throws(StoreFailure) -> Bool {
        note("wiped")
        return true
    }
}
