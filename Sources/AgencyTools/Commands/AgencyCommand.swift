// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import Safeguarding

/// A command that does something; the others only hold commands.
package protocol AgencyCommand: AsyncParsableCommand {
    /// Whether a program reads what is written, and so wants JSON, also of failures.
    var writesJSON: Bool { get }

    /// Does it.
    func run(in surroundings: Surroundings) async throws(ToolFailure)
}

/// The options of a command that talks to a broker.
struct NodeOptions: ParsableArguments {
    @Option(
        name: .customLong("node"),
        help: ArgumentHelp(
            "The node file: who calls, with which key, and where the broker is.",
            valueName: "file"))
    var file: String

    /// Reads the node file.
    func node() throws(ToolFailure) -> NodeFile { try NodeFile(path: file) }

    /// The way to the broker.
    func client(in surroundings: Surroundings) throws(ToolFailure) -> BrokerClient {
        BrokerClient(node: try node(), in: surroundings)
    }
}

/// The option of a command that can write for programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write JSON for programs.")
    var json = false
}

/// The option of a command that needs the data that ships with the product.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of schemas and rule packs, when it is not beside the program.",
            valueName: "folder"))
    var data: String?
}

/// How values on the command line are read; what is wrong with one is said with its name.
enum Reading {
    static func agency(_ text: String) throws -> AgencyID {
        do { return try AgencyID(text) } catch { throw ValidationError(error.description) }
    }

    static func partnership(_ text: String) throws -> PartnershipID {
        do { return try PartnershipID(text) } catch { throw ValidationError(error.description) }
    }

    static func token(_ text: String) throws -> TokenID {
        do { return try TokenID(text) } catch { throw ValidationError(error.description) }
    }

    static func thread(_ text: String) throws -> ThreadID {
        do { return try ThreadID(text) } catch { throw ValidationError(error.description) }
    }

    static func type(_ text: String) throws -> EventType {
        do { return try EventTypeName.type(text) } catch {
            throw ValidationError(error.description)
        }
    }

    /// What the broker takes as either: a time, or an agency's URI.
    static func timeOrAgency(_ text: String) throws -> String {
        text.hasPrefix("https://") ? try agency(text).uri : try time(text).rfc3339
    }

    /// A day in London.
    static func day(_ text: String) throws -> CalendarDate {
        do { return try CalendarDate(text) } catch {
            throw ValidationError("`\(text)` is no day: write it as 2026-11-23")
        }
    }

    /// A time as RFC 3339 has it, or a day, which begins at midnight in London.
    static func time(_ text: String) throws -> Instant {
        if let date = try? CalendarDate(text) { return London.startOfDay(date) }
        do { return try Instant(rfc3339: text) } catch {
            throw ValidationError(
                "`\(text)` is no time: write 2026-11-23 or 2026-11-23T09:30:00Z")
        }
    }
}

extension Surroundings {
    /// Reads what a command was given as a file; `-` is standard input.
    func input(_ path: String, limit: Int = Files.largestByteCount) throws(ToolFailure) -> [UInt8] {
        path == "-" ? try standardInput(limit) : try Files.read(path, limit: limit)
    }
}
