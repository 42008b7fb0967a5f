// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Relay
import SQLiteStore
import Safeguarding

/// `batond clock confirm`: the operator has looked at the wall clock, and it is right.
struct ClockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "Looks after the broker's clock.",
        subcommands: [Confirm.self])

    /// Tells the daemon that runs.
    struct Confirm: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "confirm",
            abstract: "Confirms that the machine's clock is right; verdicts come again.",
            discussion: """
                A clock that jumped, or that a start found far from the log's last entry, is in \
                doubt: messages go on, verdicts wait. Set the clock right, then confirm it. The \
                confirmation is an entry of the log.
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let configuration = try options.read()
            try ManagementAnswer("POST", "/clock/confirm", configuration).say()
        }
    }
}

/// `batond gap confirm`: the operator has looked at what was lost.
struct GapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gap", abstract: "Looks after a gap that was accepted.",
        subcommands: [Confirm.self])

    /// Tells the daemon that runs.
    struct Confirm: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "confirm",
            abstract:
                "Confirms that what a restored backup lacks was looked at; verdicts come again.",
            discussion: """
                After `batond --accept-gap` messages go on and verdicts wait: senders must first \
                send again what they have receipts for, or they are found late for what was lost. \
                The confirmation is an entry of the log.
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let configuration = try options.read()
            try ManagementAnswer("POST", "/gap/confirm", configuration).say()
        }
    }
}

/// `batond fsck`: recomputes the log from what is stored.
struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: "Recomputes leaves, messages and tree from what is stored.",
        discussion: """
            Each fault is one line that names the entry, where one can be named, and what to do; \
            beyond the first \(LogInspection.told) they are only counted. The store is also held \
            against what is kept outside it: its checkpoint, the cosigned one, and what witnesses have \
            seen and contradicted. A daemon that runs inspects its own log and goes on serving; SQLite's \
            own check, the documents, the tables of state and what is kept outside are then left out, \
            because they need the store at rest. Memory stays bounded by one page of entries.

            Exit codes: 0 clean; 65 damaged; 69 the daemon does not answer; 74 the store cannot be \
            read; 78 the configuration cannot be used, there is no store, or a key is not the one that \
            the store was written with.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        try configuration.requireStore()
        let store: SQLiteStore
        do throws(StoreOpenError) {
            store = try SQLiteStore(
                path: configuration.places.store, origin: configuration.setting.origin)
        } catch .inUse {
            return try askDaemon(configuration)
        } catch .failed(let failure) where failure.damage != nil {
            Console.complain("fault: the store cannot be opened: \(failure.words)")
            Console.say("damaged: nothing of the store can be looked at")
            throw ExitCode(Program.Exit.data.rawValue)
        } catch {
            Console.complain(error.description)
            throw ExitCode(error.exitCode)
        }
        defer { try? store.close() }
        var care = StoreCare(store, configuration) { Console.complain($0) }
        let report: StoreCare.Report
        do {
            try care.refuse(await care.contradictions())
            report = try await care.inspect(isInPlace: true)
        } catch let failure as StoreFailure {
            Console.complain("the store cannot be read: \(failure.words)")
            throw ExitCode(Program.Exit.inputOutput.rawValue)
        }
        Console.say(report.lastLine)
        if report.faults > 0 { throw ExitCode(Program.Exit.data.rawValue) }
    }

    private func askDaemon(_ configuration: Configuration) throws {
        Console.complain("a daemon runs: it inspects its log; its tables need the store at rest")
        let text = try ManagementAnswer("GET", "/fsck", configuration).text
        let lines = text.split(separator: "\n").map(String.init)
        for line in lines.dropLast() { Console.complain(line) }
        guard let last = lines.last else {
            throw ExitCode(Program.Exit.unavailable.rawValue)
        }
        Console.say(last)
        if last.hasPrefix("failed") { throw ExitCode(Program.Exit.inputOutput.rawValue) }
        if !last.hasPrefix("clean") { throw ExitCode(Program.Exit.data.rawValue) }
    }
}

/// The answer of the daemon that runs to one request of the operator.
struct ManagementAnswer {
    let text: String

    init(_ method: String, _ path: String, _ configuration: Configuration) throws {
        do throws(ManagementCall.Failure) {
            var call = try ManagementCall(method, path, at: configuration.places.management)
            text = try call.text()
            guard call.status == 200 else {
                throw .init(description: "the daemon answers \(call.status): \(text)")
            }
        } catch {
            Console.complain("no daemon answers as asked: \(error)")
            throw ExitCode(Program.Exit.unavailable.rawValue)
        }
    }

    func say() { for line in text.split(separator: "\n") { Console.say(String(line)) } }
}

extension ConfigurationOptions {
    /// The configuration, or the exit code of one that cannot be used, after its faults were told.
    func read() throws -> Configuration {
        do throws(DataNotFound) {
            let file = try file()
            do throws(SourceFaults) { return try file.read(now: World.real.now()) } catch {
                for fault in error.faults { Console.complain("\(fault)") }
            }
        } catch { Console.complain(error.description) }
        throw ExitCode(Program.Exit.configuration.rawValue)
    }
}

extension Configuration {
    /// Refuses to look after a store that is not there: to open it would make it.
    func requireStore() throws {
        guard !LocalFile.isThere(places.store) else { return }
        let fault = written["store.sqlite"].fault(
            "there is no store at \(places.store)", "name the one that the daemon writes")
        Console.complain("\(fault)")
        throw ExitCode(Program.Exit.configuration.rawValue)
    }
}

extension StoreCare {
    /// Ends the command where the configuration is not the store's.
    func refuse(_ contradictions: [SourceFault]) throws {
        guard !contradictions.isEmpty else { return }
        for fault in contradictions { Console.complain("\(fault)") }
        throw ExitCode(Program.Exit.configuration.rawValue)
    }
}
