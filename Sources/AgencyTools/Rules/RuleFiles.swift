// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding

/// Rule packs and calendars, by the name of one that ships or by the path of a file.
struct RuleFiles {
    /// The option `--data`, and where else to look.
    let data: DataOptions
    let surroundings: Surroundings

    /// The pack, or everything that is wrong with it.
    ///
    /// A file is named by its path. An overlay lies over a pack that stands beside it or that ships.
    func pack(_ name: String) throws(ToolFailure) -> RulePack {
        try pack(name, in: vocabulary())
    }

    /// What the messages of the shipped schemas say: what packs are read against.
    func vocabulary() throws(ToolFailure) -> EventVocabulary {
        try shipped().catalogue().vocabulary
    }

    /// The pack, read against a vocabulary that is at hand.
    func pack(_ name: String, in vocabulary: EventVocabulary) throws(ToolFailure) -> RulePack {
        let isFile = name.hasSuffix(".yaml") || name.contains("/") || Files.exists(name)
        let bytes = isFile ? try Files.read(name) : try shipped().rulePack(name)
        let file = isFile ? name : "\(name).yaml"
        do throws(SourceFaults) {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SourceFaults([Self.notText(file)])
            }
            guard let base = try RulePack.base(in: text, file: file) else {
                return try RulePack(reading: text, file: file, vocabulary: vocabulary)
            }
            return try RulePack(
                overlaying: try self.base(base, beside: file, in: vocabulary), reading: text,
                file: file, vocabulary: vocabulary)
        } catch {
            throw ToolFailure(.data, error.faults.map(\.description))
        }
    }

    private func base(
        _ name: String, beside file: String, in vocabulary: EventVocabulary
    ) throws(SourceFaults) -> RulePack {
        let beside = "\(Files.folder(of: file))/\(name).yaml"
        let found = Files.exists(beside) ? try? Files.read(beside) : try? shipped().rulePack(name)
        guard let found, let text = String(validating: found, as: UTF8.self) else {
            throw SourceFaults([
                SourceFault(
                    file: file, line: 1, column: 1,
                    what: "it lies over `\(name)`, which is neither beside it nor ships",
                    instead: "write under `over` the name of another pack")
            ])
        }
        return try RulePack(
            reading: text, file: Files.exists(beside) ? beside : "\(name).yaml",
            vocabulary: vocabulary)
    }

    /// The calendar of a division, by its name.
    func calendar(_ name: String) throws(ToolFailure) -> WorkingCalendar {
        let bytes = try shipped().calendar(name)
        do throws(SourceFaults) {
            return try WorkingCalendar(reading: bytes, file: "\(name).json")
        } catch {
            throw ToolFailure(.configuration, error.faults.map(\.description))
        }
    }

    /// The calendar of a school, by the path of its file.
    func school(_ path: String) throws(ToolFailure) -> SchoolCalendar {
        let bytes = try Files.read(path)
        do throws(SourceFaults) {
            return try SchoolCalendar(reading: bytes, file: path)
        } catch {
            throw ToolFailure(.data, error.faults.map(\.description))
        }
    }

    private func shipped() throws(ToolFailure) -> ShippedData {
        try ShippedData(option: data.data, in: surroundings)
    }

    private static func notText(_ file: String) -> SourceFault {
        SourceFault(
            file: file, line: 1, column: 1, what: "the file is not UTF-8",
            instead: "write it as UTF-8")
    }
}

extension RulePack {
    /// Every duty of a rule, or the one that is named with it, such as `R6.held`.
    func duties(_ name: String) throws(ToolFailure) -> [Timescale] {
        let found = timescale(name).map { [$0] } ?? timescales(of: name)
        guard found.isEmpty else { return found }
        if let because = switchedOff[name] {
            throw ToolFailure(.data, "\(name) is switched off in \(self.name): \(because)")
        }
        let names = timescales.map(\.name).joined(separator: ", ")
        throw ToolFailure(.usage, "There is no rule `\(name)` in \(self.name): use one of \(names)")
    }
}
