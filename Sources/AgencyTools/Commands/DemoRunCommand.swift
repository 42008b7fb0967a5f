// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Intake
import Safeguarding
import UnixSignals

/// Starts a demonstration and plays its story.
struct DemoRunCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Starts a demonstration and tells its story as it happens.",
        discussion: """
            Makes a partnership in a new folder, starts batond there, and plays referrals through \
            it with real processes: one that is answered, one that nobody looks at, a forged and a \
            malformed one. It ends with what an auditor sees of them. Then the broker stays until \
            you press Ctrl-C or end this program otherwise; with --once it stops, and the exit \
            status is 0 only if everything happened as told.

              baton demo run
            """)

    @Argument(help: "The folder, new or empty; a temporary one when none is named.")
    var folder: String?

    @Option(
        help: ArgumentHelp("The port for agencies; the operator's is the next.", valueName: "port"))
    var port = 8470

    @Flag(help: "Stop after the story.")
    var once = false

    @Flag(help: "Speak TLS, with certificates made for the broker and for each node.")
    var tls = false

    @OptionGroup var options: DataOptions

    var writesJSON: Bool { false }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        guard let program = surroundings.program else {
            throw ToolFailure(.configuration, "This program cannot tell where it stands")
        }
        let folder = folder ?? Self.temporaryFolder(surroundings)
        try prepare(folder, surroundings)
        let teller = DemoTeller(surroundings, program: program, folder: folder)
        try teller.say("A demonstration partnership in \(folder)\n")
        // Before the broker starts: none of them may end this program and leave it running.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let daemon = try ChildProcess(
            Self.daemon(beside: program), ["--config", "baton.yaml"], in: folder,
            log: "batond.log")
        let (outcome, ending) = await withTaskGroup(of: UnixSignal?.self) { group in
            group.addTask { await Self.stop(daemon, at: signals) }
            let told = await result(of: daemon, folder, surroundings, teller)
            group.cancelAll()
            return (told, await group.next() ?? nil)
        }
        guard let signal = ending, case .failure = outcome else { return try outcome.get() }
        throw ToolFailure(
            .tryLater, "\(signal) came before the story was told; the broker was stopped")
    }

    /// Ends the broker when a signal comes to this program; without one, when there is nothing more to
    /// tell.
    private static func stop(
        _ daemon: ChildProcess, at signals: UnixSignalsSequence
    ) async -> UnixSignal? {
        for await signal in signals {
            daemon.ask()
            return signal
        }
        return nil
    }

    /// The story, and the broker's end after it.
    private func result(
        of daemon: ChildProcess, _ folder: String, _ surroundings: Surroundings,
        _ teller: DemoTeller
    ) async -> Result<Void, ToolFailure> {
        do throws(ToolFailure) {
            try await tell(by: daemon, folder, surroundings, teller)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private func tell(
        by daemon: ChildProcess, _ folder: String, _ surroundings: Surroundings,
        _ teller: DemoTeller
    ) async throws(ToolFailure) {
        do throws(ToolFailure) {
            try await ready(daemon, surroundings, teller)
            try await DemoStory(teller, surroundings).play()
        } catch {
            _ = await daemon.stop()
            throw ToolFailure(
                error.status, error.lines + ["What the broker said is in \(folder)/batond.log"])
        }
        try await end(daemon, folder, teller)
    }

    private func prepare(
        _ folder: String, _ surroundings: Surroundings
    ) throws(ToolFailure) {
        let data = try ShippedData(option: options.data, in: surroundings)
        let types = try data.catalogue().entries.filter { !$0.isIssuedByBroker }.map(\.type.name)
        let demo = DemoPartnership(
            port: port, rules: "demo", types: types, today: London.date(at: surroundings.now()),
            isSecure: tls)
        try DemoFolder(folder).write(demo, data: data, random: surroundings.random)
    }

    /// Waits until the broker says that it is ready.
    private func ready(
        _ daemon: ChildProcess, _ surroundings: Surroundings, _ teller: DemoTeller
    ) async throws(ToolFailure) {
        let request = BrokerRequest(
            method: .get, url: "http://127.0.0.1:\(port + 1)/readyz", headers: [:], body: [],
            patience: .seconds(2))
        try await teller.until(120, "the broker is ready") { () throws(ToolFailure) in
            guard daemon.isRunning else {
                throw ToolFailure(.unavailable, "batond did not start")
            }
            do throws(ToolFailure) {
                return try await surroundings.exchange.perform(request).status == 200
            } catch { return false }
        }
        try teller.tell("The broker is ready on \(tls ? "https" : "http")://127.0.0.1:\(port)")
    }

    private func end(
        _ daemon: ChildProcess, _ folder: String, _ teller: DemoTeller
    ) async throws(ToolFailure) {
        if once {
            let status = await daemon.stop()
            try teller.check(status == 0, "batond stops with 0 and not with \(status)")
            return try teller.say("\nEverything happened as told.")
        }
        try teller.say(
            """

            Look further, in another terminal:
              cd \(folder)
              baton messages --node nodes/police.json
              baton audit missed --node nodes/partnership.json
              baton log checkpoint --node nodes/council.json
              curl http://127.0.0.1:\(port + 1)/metrics
            Press Ctrl-C to stop the broker.
            """)
        _ = await daemon.wait()
    }

    private static func daemon(beside program: String) -> String {
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return (folder + ["batond"]).joined(separator: "/")
    }

    private static func temporaryFolder(_ surroundings: Surroundings) -> String {
        let root = surroundings.environment["TMPDIR"] ?? "/tmp"
        return "\(root)/baton-demo-\(surroundings.freshThread().text.prefix(8))"
    }
}
