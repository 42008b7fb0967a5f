// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import Foundation
import Logging
import Relay
import Safeguarding

/// The daemon's command line.
package struct BatondCommand: AsyncParsableCommand {
    /// What `--help` says.
    package static let configuration = CommandConfiguration(
        commandName: "batond",
        abstract: "Baton's daemon: takes signed referrals and never loses one.",
        discussion: """
            Reads the configuration, opens the store, and serves until SIGTERM, which lets it finish \
            what is in flight. SIGHUP reads the configuration again, all or nothing.

            Exit codes: 0 told to stop; 64 wrong command line; 69 a listener cannot be opened; \
            74 the store failed; 75 another daemon holds the store; 78 the configuration, or the \
            store it names, cannot be used.
            """,
        version: Program.version,
        subcommands: [
            ServeCommand.self, CheckCommand.self, FsckCommand.self, BackupCommand.self,
            ClockCommand.self, GapCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    /// Made by the parser.
    package init() {}
}

/// What every command asks for.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration to read.", valueName: "file"))
    var config: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder of schemas, rule packs and calendars that comes with Baton.",
            discussion: "Else $BATON_DATA, ../share/baton beside the program, or its source tree.",
            valueName: "folder"))
    var data: String?

    /// The file and its surroundings, or why they are not there.
    func file() throws(DataNotFound) -> ConfigurationFile {
        ConfigurationFile(
            config, data: try DataSearch(option: data).folder(),
            credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
    }
}

/// `batond serve`, which is also what `batond` does.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the configuration until told to stop.")

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "The least urgent messages to log: \(LogLevel.names).")
    var logLevel: LogLevel = .info

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Accept that what was acknowledged after the restored backup is lost.",
            discussion: """
                Where the store is behind what vouches for it, the log goes on under another origin, \
                whose first entry commits to both checkpoints. Verdicts wait for `batond gap \
                confirm`. Where there is no gap, nothing changes.
                """))
    var acceptGap = false

    func run() async throws {
        let file: ConfigurationFile
        do throws(DataNotFound) { file = try options.file() } catch {
            Console.complain(error.description)
            throw ExitCode(Program.Exit.configuration.rawValue)
        }
        let environment = ProcessInfo.processInfo.environment
        let exit = await Assembly(
            file, environment: environment, level: logLevel.level, acceptsGap: acceptGap
        ).run()
        if exit != .success { throw ExitCode(exit.rawValue) }
    }
}

/// `batond check`, which reads everything and serves nothing.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads the configuration and all that it names, and says what is wrong.",
        discussion: """
            Each fault is one line on standard error: file:line:column: what is wrong, what to \
            write. The exit code is then 78. Warnings are told and change nothing. Then the \
            secret files, the signing key, the log key, certificates and revocation lists, store, \
            durability, clock, the checkpoint beside the store, and disk have one line each: \
            `ok`, or what to do.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let report: CheckReport
        var place: PlaceReport?
        do throws(DataNotFound) {
            let (file, now) = (try options.file(), World.real.now())
            report = CheckReport(file, now: now)
            if report.exit == .success, let configuration = try? file.read(now: now) {
                place = await PlaceReport(configuration, now: now)
            }
        } catch { report = CheckReport(error) }
        for line in report.complaints { Console.complain(line) }
        for line in report.answers { Console.say(line) }
        for line in place?.lines ?? [] { Console.say(line) }
        let exit = place?.exit ?? report.exit
        if exit != .success { throw ExitCode(exit.rawValue) }
    }
}

/// The levels of the log, as the command line names them.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error

    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
