// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import Relay
import SQLiteStore
import Safeguarding

/// What `batond check` tells of keys and machine: secret files, signing key, log key, checkpoint,
/// store, durability, disk and clock, one line each.
///
/// A daemon that runs is not disturbed: its lock is tried, and what it holds is left to it.
struct PlaceReport {
    /// How much room there must be where the store is, in bytes: 1 GiB.
    static let leastFreeBytes: UInt64 = 1 << 30

    /// Each begins with `ok` or says what to do.
    private(set) var lines: [String] = []
    /// With which the command ends.
    private(set) var exit = Program.Exit.success

    /// Looks at everything.
    init(_ configuration: Configuration, now: Instant) async {
        let path = configuration.places.store
        lookAtKeys(configuration)
        lookAtEnds(configuration.setting.endings, now)
        if LocalFile.isThere(path) {
            await look(at: path, configuration, now)
        } else {
            note("store: there is none yet, the first start makes \(path)")
        }
        lookAtDisk(LocalFile.folder(of: path))
    }

    /// Tells that all is well.
    mutating func note(_ line: String) { lines.append("ok  \(line)") }

    /// Tells what is not well, and what to do.
    mutating func complain(_ line: String, _ exit: Program.Exit) {
        lines.append("--  \(line)")
        if self.exit == .success { self.exit = exit }
    }

    /// Tells what must be looked at and is no reason not to start.
    mutating func warn(_ line: String) { lines.append("--  \(line)") }

    private mutating func look(
        at path: String, _ configuration: Configuration, _ now: Instant
    ) async {
        do throws(StoreOpenError) {
            let store = try SQLiteStore(path: path, origin: configuration.setting.origin)
            await look(into: store, now)
            await hold(configuration, against: store)
            await look(at: configuration, beside: store)
            do throws(StoreFailure) { try store.close() } catch {
                complain("store: it does not close (\(error))", .inputOutput)
            }
        } catch .inUse {
            note("store: a daemon runs and holds it; ask its /readyz and /metrics")
            lookAtReload(of: configuration)
        } catch {
            complain(
                "store: \(error.description)", Program.Exit(rawValue: error.exitCode) ?? .data)
        }
    }

    /// What the start refuses: other keys, another broker, other numbers than the store was written with.
    private mutating func hold(
        _ configuration: Configuration, against store: SQLiteStore
    ) async {
        do throws(StoreFailure) {
            let faults = try await Lasting.faults(ofServing: configuration, from: store)
            for fault in faults { complain("store: \(fault)", .configuration) }
            if faults.isEmpty {
                note("store: its keys, broker and partnerships are those that are configured")
            }
            let before = listsBefore(configuration)
            let warnings = try await OlderLists.warnings(
                of: configuration, in: store, after: before)
            for warning in warnings { warn("\(warning)") }
        } catch { complain("store: \(error.words)", .inputOutput) }
    }

    /// What the daemon that runs would not take at a reload, as far as that can be told from outside: lists
    /// that are older than those in force.
    private mutating func lookAtReload(of configuration: Configuration) {
        do throws(FileFault) {
            let inForce = try ListsFile.read(configuration.places)
            for step in configuration.stepsBack(from: inForce) {
                let fault = configuration.written[step.member].fault(step.what, step.instead)
                complain("a reload is refused: \(fault)", .configuration)
            }
        } catch { warn("which revocation lists are in force cannot be told: \(error)") }
    }

    /// The lists that were in force when the daemon ran last; that they cannot be told stops nobody.
    private mutating func listsBefore(_ configuration: Configuration) -> ListsInForce {
        do throws(FileFault) { return try ListsFile.read(configuration.places) } catch {
            warn("which revocation lists were in force before cannot be told: \(error)")
            return ListsInForce()
        }
    }

    private mutating func look(into store: SQLiteStore, _ now: Instant) async {
        do throws(StoreFailure) {
            let faults = try store.integrity()
            guard faults.isEmpty else {
                let found = faults.joined(separator: "; ")
                return complain(
                    "store: SQLite finds \(found): run `batond fsck`, then restore a backup",
                    .data)
            }
            let head = try await store.read { store throws(StoreFailure) in try store.head() }
            note("store: \(head?.head.size ?? 0) entries, SQLite finds nothing wrong")
            // Opening the store has read these back, and refuses it when one did not take effect.
            note("durability: synchronous FULL, write-ahead log, pages of 8192 bytes")
            lookAtClock(head?.head.lastAt, now)
        } catch { complain("store: \(error): run `batond fsck`", .inputOutput) }
    }

    private mutating func lookAtClock(_ last: Instant?, _ now: Instant) {
        guard let last else { return note("clock: \(now.rfc3339)") }
        var watch = ClockWatch(believing: .init(wall: now, steady: 0))
        watch.start(at: .init(wall: now, steady: 0), after: last, wasInDoubt: false)
        guard watch.doubt != nil else { return note("clock: \(now.rfc3339)") }
        complain(
            "clock: it says \(now.rfc3339), the last entry is of \(last.rfc3339): set the clock; "
                + "if it is right, start and run `batond clock confirm`", .tryLater)
    }

    private mutating func lookAtDisk(_ folder: String) {
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0 else {
            return complain("disk: \(FileFault(folder, errno))", .configuration)
        }
        let free = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
        guard free >= Self.leastFreeBytes else {
            return complain(
                "disk: \(free >> 20) MiB are free in \(folder), and \(Self.leastFreeBytes >> 20) "
                    + "MiB should be: make room", .tryLater)
        }
        note("disk: \(free >> 20) MiB free in \(folder)")
    }
}
