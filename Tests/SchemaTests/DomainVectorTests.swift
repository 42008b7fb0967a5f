// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Schema
import Testing
import Wire

/// What others published of the field's codes, numbers and messages, held against the shipped code lists
/// and formats.
///
/// Baton speaks neither FHIR nor MESH and takes no census: of those files, what it has of its own kind is
/// looked at, and the rest is said to be left out.
@Suite struct `The domain vectors` {
    /// How many cases came out right.
    private struct Count {
        var right = 0
        var cases = 0
        var wrong: [String] = []

        mutating func take(_ isRight: Bool, _ what: String) {
            cases += 1
            if isRight { right += 1 } else { wrong.append(what) }
        }

        func report(_ path: String) {
            Vectors.report(path, right: right, of: cases)
            #expect(wrong == [], "\(path)")
            #expect(cases > 0, "\(path)")
        }
    }

    /// Whether a format lets a text through.
    private struct Formatted {
        let schema: CompiledSchema

        init(_ name: String) throws { schema = try Compiling.schema("{\"format\":\"\(name)\"}") }

        func takes(_ text: String) throws -> Bool {
            try schema.violations(in: JSONValue.string(text).text).isEmpty
        }
    }

    private func root(_ file: VectorFile) throws -> JSONNode {
        try JSONDocument(parsing: file.bytes, limits: .schema).root
    }

    // MARK: Code lists

    /// The codes of the newest version of a shipped list that are published and not the house's own.
    private static func codes(_ list: String) throws -> Set<String> {
        let folder = Checkout.file("schemas/codes.\(list)")
        let versions = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") }.sorted()
        let newest = try #require(versions.last)
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: newest)))
        let codes = try JSONDocument(parsing: bytes, limits: .schema).root["x-codes"]
        return Set((codes.map { Array($0.members) } ?? []).compactMap { $0.name.string })
            .filter { !$0.hasPrefix("x-") }
    }

    /// The lists of the census by their names in its schema, and ours.
    private static let censusLists = [
        "unknownupntype": "upn-unknown-reason", "ethnicitytype": "ethnicity",
        "disabilitytype": "disability", "referralsourcetype": "referral-source",
        "categoryofabuse": "abuse-category", "primaryneedcodetype": "primary-need",
        "reasonforclosuretype": "closure-reason", "assessmentfactorstype": "assessment-factors",
    ]

    private static let censusElements = [
        "UPNunknown": "unknownupntype", "Ethnicity": "ethnicitytype",
        "Disability": "disabilitytype", "ReferralSource": "referralsourcetype",
        "InitialCategoryOfAbuse": "categoryofabuse", "LatestCategoryOfAbuse": "categoryofabuse",
        "PrimaryNeedCode": "primaryneedcodetype", "ReasonForClosure": "reasonforclosuretype",
        "AssessmentFactors": "assessmentfactorstype",
    ]

    /// The lists of the census, as its own files have them.
    private func censusLists() throws -> [String: Set<String>] {
        var lists: [String: Set<String>] = [:]
        for file in Vectors.files(under: "domain/cin-census") {
            for list in try root(file)["codesets"].map({ Array($0.members) }) ?? [] {
                lists[list.name.string ?? ""] = Set(
                    list.value.elements.compactMap { $0["code"]?.string })
            }
        }
        return lists
    }

    @Test func `of the census of children in need have the code lists that we ship`() throws {
        let path = "domain/cin-census"
        let lists = try censusLists()
        guard !lists.isEmpty else { return }
        var count = Count()
        for (name, codes) in lists {
            guard let ours = Self.censusLists[name] else { continue }
            count.take(try Self.codes(ours) == codes, name)
        }
        count.report("\(path)/codesets")
        Vectors.reportLeftOut(
            path, lists.count - count.cases,
            because: "lists of yes and no, and of the sex as it was coded before 2024")
        let rules = try Vectors.files(under: path).reduce(0) { sum, file in
            sum + (try root(file)["rules"].map { Array($0.elements).count } ?? 0)
        }
        Vectors.reportLeftOut(
            path, rules,
            because: "rules between members of a yearly return, which Baton does not take")
    }

    /// A value of a sample is one of ours when the census's own list has it, and only then.
    @Test(arguments: Vectors.files(under: "domain/cin-census", ending: ".xml"))
    func `of census samples are taken as the census takes them`(file: VectorFile) throws {
        let lists = try censusLists()
        let text = String(decoding: file.bytes, as: UTF8.self)
        var count = Count()
        for (element, name) in Self.censusElements {
            guard let list = lists[name], let ours = Self.censusLists[name] else { continue }
            let codes = try Self.codes(ours)
            for match in text.split(separator: "<\(element)>").dropFirst() {
                let value = String(match.prefix { $0 != "<" })
                count.take(codes.contains(value) == list.contains(value), "\(element) \(value)")
            }
        }
        count.report(file.path)
        let upns = text.split(separator: "<UPN>").dropFirst().map {
            String($0.prefix { $0 != "<" })
        }
        let upn = try Formatted("upn")
        let invented = try upns.filter { try !upn.takes($0) }
        Vectors.reportLeftOut(
            file.path, invented.count,
            because: "made-up pupil numbers whose check letter is wrong, which are refused")
    }

    @Test func `of Annex A have the codes of ethnicity, need and closure that we have`() throws {
        let files = Vectors.files(under: "domain/annex-a", ending: "data-map.yml")
        for file in files {
            var (count, heading, others) = (Count(), "", 0)
            let lists = [
                "Ethnicity": try Self.codes("ethnicity"),
                "Primary Need Code": try Self.codes("primary-need"),
                "Reason for Closure": try Self.codes("closure-reason"),
            ]
            for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
                if line.hasPrefix("        "), !line.dropFirst(8).hasPrefix(" ") {
                    heading = String(line.dropFirst(8).prefix { $0 != ":" })
                }
                guard let code = line.split(separator: "- code: ").dropFirst().first else {
                    continue
                }
                guard let codes = lists[heading] else {
                    others += 1
                    continue
                }
                let words = code.split(whereSeparator: { " '\"".contains($0) }).map(String.init)
                count.take(words.contains { codes.contains($0) }, "\(heading): \(code)")
            }
            count.report(file.path)
            Vectors.reportLeftOut(
                file.path, others,
                because: "words of a spreadsheet for lists that Baton does not fill")
        }
    }

    // MARK: Codes of places and organisations

    /// Columns of the tables, and the formats of what stands in them.
    private static let formats = [
        "new_la_code": "gss-code", "pfa_code": "gss-code", "region_code": "gss-code",
        "gss": "gss-code", "parent_geography_code": "gss-code", "old_la_code": "la-code",
    ]

    /// The cells of a line, some of them in quotation marks.
    private static func cells(_ line: Substring) -> [String] {
        var (cells, isQuoted) = ([""], false)
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    /// What the tables write where there is no code, where there are two, and for forces that are none.
    private static func isPlaceholder(_ cell: String) -> Bool {
        ["", "x", "z"].contains(cell) || cell.contains(" / ") || cell.hasSuffix("99999999")
    }

    @Test(arguments: Vectors.files(under: "domain/reference", ending: ".csv"))
    func `of places and trusts are let through, and what is no code is not`(file: VectorFile) throws
    {
        let rows = String(decoding: file.bytes, as: UTF8.self)
            .split(whereSeparator: \.isNewline).map(Self.cells)
        let heads = rows.first ?? []
        // The trusts' table has no headings; a code comes first.
        let isTrusts = heads.allSatisfy { Self.formats[$0] == nil && !$0.contains("_") }
        let columns: [(Int, String)] =
            isTrusts
            ? [(0, "ods-code")]
            : heads.enumerated().compactMap { place, head in Self.formats[head].map { (place, $0) }
            }
        var (count, placeholders) = (Count(), 0)
        for (place, format) in columns {
            let format = try Formatted(format)
            for row in isTrusts ? rows[...] : rows.dropFirst() where row.indices.contains(place) {
                let cell = row[place]
                let isNone = Self.isPlaceholder(cell)
                if isNone { placeholders += 1 }
                count.take(try format.takes(cell) != isNone, cell)
            }
        }
        count.report(file.path)
        Vectors.reportLeftOut(
            file.path, placeholders,
            because: "no code, two codes, or a force without an area: refused")
    }

    @Test func `of police forces name them by words, which are no codes of ours`() throws {
        for file in Vectors.files(under: "domain/reference") {
            let forces = try root(file)["forces"]?.elements.map { $0 } ?? []
            let format = try Formatted("police-force-code")
            let taken = try forces.filter { try format.takes($0["code"]?.string ?? "") }
            #expect(taken.isEmpty)
            Vectors.reportLeftOut(
                file.path, forces.count,
                because:
                    "forces by the words of the police's own interface, with their areas: refused "
                    + "as codes")
        }
    }

    // MARK: Messages of others

    /// Every sample is JSON that our reader takes and writes back as the same value; the NHS numbers in
    /// it are taken as their check digits say.
    @Test func `of messages of the NHS are read and written back alike`() throws {
        let files = Vectors.files(under: "domain/messages").filter { $0.name != "INDEX.json" }
        guard !files.isEmpty else { return }
        let format = try Formatted("nhs-number")
        var (count, numbers) = (Count(), Count())
        for file in files {
            let value = try root(file).value
            let again = try JSONDocument(parsing: value.canonical, limits: .schema).root.value
            count.take(again.canonical == value.canonical, file.path)
            for number in Self.nhsNumbers(in: value) {
                numbers.take(try format.takes(number) == Self.isChecked(number), number)
            }
        }
        count.report("domain/messages")
        numbers.report("domain/messages, NHS numbers")
        Vectors.reportLeftOut(
            "domain/messages", files.count,
            because: "what they mean: they are FHIR, which Baton does not speak")
    }

    private static func nhsNumbers(in value: JSONValue) -> [String] {
        let members = value.members ?? []
        let isNumber = members.contains {
            $0.name == "system" && $0.value.string == "https://fhir.nhs.uk/Id/nhs-number"
        }
        let own = isNumber ? members.filter { $0.name == "value" }.compactMap(\.value.string) : []
        return own + (members.map(\.value) + (value.array ?? [])).flatMap(nhsNumbers)
    }

    /// Modulus 11, reckoned here by itself.
    private static func isChecked(_ number: String) -> Bool {
        let digits = number.compactMap(\.wholeNumberValue)
        guard digits.count == 10, number.utf8.count == 10 else { return false }
        let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
        return (11 - sum % 11) % 11 == digits[9]
    }

    @Test func `of MESH mailboxes have organisations that we take`() throws {
        let path = "domain/mesh"
        let lines = Vectors.files(under: path, ending: ".jsonl").flatMap { file in
            String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map {
                [UInt8]($0.utf8)
            }
        }
        let messages = Vectors.files(under: path)
        guard !lines.isEmpty || !messages.isEmpty else { return }
        let format = try Formatted("ods-code")
        var count = Count()
        for bytes in lines + messages.map(\.bytes) {
            let root = try JSONDocument(parsing: bytes, limits: .schema).root
            for node in [root, root["sender"], root["recipient"]].compactMap(\.self) {
                guard let code = node["ods_code"]?.string else { continue }
                count.take(try format.takes(code), code)
            }
        }
        count.report(path)
        Vectors.reportLeftOut(
            path, lines.count + messages.count,
            because: "mailboxes, workflows and chunks of MESH, which Baton does not speak")
    }
}
