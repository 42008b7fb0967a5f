// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Signing
import Testing
import TransparencyLog
import Wire

@testable import AgencyTools

/// A bundle of evidence and its check (issue 8, items 8 and 10).
@Suite struct `A bundle of evidence` {
    let bench: Workbench
    let fixture: EvidenceFixture

    init() throws {
        bench = try Workbench()
        fixture = try EvidenceFixture(in: bench)
    }

    @Test func `holds, and tells what is proven from what is said`() async throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        let status = try await bench.run([
            "verify", path, "--vkey", fixture.log.verifierKey.vkey, "--witness",
            fixture.witness.verifierKey.vkey,
        ])
        #expect(status == .success, "\(bench.notes)")
        for line in [
            "✓ log key: is the one that was given", "✓ witness: witness.example has cosigned",
            "✓ entries: 3 entries are in that tree", "✓ messages: 1 message is the one",
            "✓ documents: 1 time the log says", "– time: the bundle has no stamp",
        ] {
            #expect(bench.results.contains(line), "\(line)\n\(bench.results)")
        }
    }

    @Test func `is said to be the log's by its own word alone when no key is given`() async throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        #expect(try await bench.run(["verify", path]) == .success)
        #expect(bench.results.contains("– log key: \(fixture.log.verifierKey.vkey)"))
        let other = try NoteSigner(name: fixture.log.verifierKey.name, key: .generate(.ed25519))
        let refused = try await bench.run(["verify", path, "--vkey", other.verifierKey.vkey])
        #expect(refused == .data)
        #expect(bench.notes.contains("log.vkey"))
    }

    @Test func `holds by any of the keys that are given, in any order`() async throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        let newer = try NoteSigner(name: fixture.log.verifierKey.name, key: .generate(.ed25519))
        let keys = [newer, fixture.log].map(\.verifierKey.vkey)
        for given in [keys, keys.reversed()] {
            let status = try await bench.run(
                ["verify", path] + given.flatMap { ["--vkey", $0] })
            #expect(status == .success, "\(bench.notes)")
        }
        #expect(try await bench.run(["verify", path, "--vkey", keys[0]]) == .data)
    }

    /// An explanation names what passed a duty on or stopped its clock beside what decided it.
    @Test func `holds where an explanation names more than what decided`() async throws {
        var changed = fixture
        changed.rewrite(
            "explanations/1.2.json", "\"index\":2}]",
            "\"index\":2},{\"at\":\"2026-11-25T12:00:00.000Z\",\"index\":9}]")
        let path = try bench.scratch.file("changed.tar", changed.bundle().bytes)
        #expect(try await bench.run(["verify", path]) == .success, "\(bench.notes)")
    }

    @Test func `names the file and the reason with 65`() async throws {
        var spoilt = fixture
        spoilt.rewrite("entries/2.json", "not-acknowledged", "absent")
        let path = try bench.scratch.file("bad.tar", spoilt.bundle().bytes)
        #expect(try await bench.run(["verify", path]) == .data)
        #expect(bench.notes.contains("entries/2.json: has parts that its facts do not commit to"))
    }

    @Test(arguments: [
        ("entries/1.json", "\"kind\":\"accepted\"", "\"kind\":\"issued\""),
        ("entries/1.json", "\"rule\":\"R1\"", "\"rule\":\"R2\""),
        ("entries/2.json", "\"p\":1", "\"p\":2"),
        (
            "thread.json", "\"verdict\":\"missed\",\"verdict_proofs\"",
            "\"verdict\":\"met\",\"verdict_proofs\""
        ),
        ("thread.json", "\"owed_by\":\"https://sunderland", "\"owed_by\":\"https://durham"),
        (
            "thread.json", "\"recipients\":[{\"agency\":\"https://sunderland",
            "\"recipients\":[{\"agency\":\"https://durham"
        ),
        ("thread.json", "\"kind\":\"accepted\",\"proof\"", "\"kind\":\"issued\",\"proof\""),
        ("thread.json", "\"type\":\"referral.made\"", "\"type\":\"referral.closed\""),
        ("thread.json", "\"from\":\"2", "\"from\":\"1"),
        ("thread.json", "received, not owned", "received, and owned"),
        ("thread.json", "\"expects\":[]", "\"expects\":[\"referral.decided\"]"),
        (
            "explanations/1.2.json",
            "\"shortfall\":\"not-acknowledged\",\"txn\"", "\"shortfall\":\"absent\",\"txn\""
        ),
        ("thread.json", "\"kind\":\"accepted\",\"proof\"", "\"kind\":\"delivered\",\"proof\""),
        ("thread.json", "{\"expectations\":[", "{\"expectationz\":["),
        ("thread.json", "\"steps\":[", "\"stepz\":["),
        ("thread.json", "\"type\":\"referral.made\"}]", "\"type\":\"missing.found\"}]"),
        (
            "thread.json", "\"expects\":[],\"force\":\"statutory\",\"from\":\"",
            "\"expects\":[\"referral.decided\"],\"force\":\"statutory\",\"from\":\""
        ),
        ("thread.json", "\"from\":\"20", "\"from\":\"19"),
        ("thread.json", "\"part\":{\"part\":\"routing\"", "\"port\":{\"part\":\"routing\""),
        ("documents.json", "\"loads\":[0]", "\"loads\":[1]"),
    ])
    func `that somebody changed and sealed again does not hold`(
        _ path: String, _ old: String, _ new: String
    ) throws {
        var spoilt = fixture
        spoilt.rewrite(path, old, new)
        let fault = #expect(throws: EvidenceFault.self) { try spoilt.findings() }
        #expect(
            fault?.file == path || fault?.file.hasPrefix("documents") == true, "\(fault as Any)")
    }

    /// What was renamed would have nothing held against it any more.
    @Test func `whose thread has a member that was renamed does not hold`() throws {
        let text = String(decoding: fixture.files["thread.json"] ?? [], as: UTF8.self)
        let names = Set(text.matches(of: /"([a-z_]+)":/).map { String($0.1) })
        #expect(names.isSuperset(of: ["expectations", "steps", "recipients", "why", "shortfall"]))
        for name in names.sorted() {
            // Stays where it stands in canonical JSON, so that nothing else is wrong.
            var spoilt = fixture
            spoilt.rewrite("thread.json", "\"\(name)\":", "\"\(name)z\":")
            #expect(throws: EvidenceFault.self, "\(name)") { try spoilt.findings() }
        }
    }

    @Test(arguments: ["thread.json", "explanations/1.2.json"])
    func `whose verdicts stand in another order than the log's does not hold`(
        _ path: String
    ) throws {
        var spoilt = try EvidenceFixture(in: bench, later: .escalated)
        #expect(throws: Never.self) { try spoilt.findings() }
        let told = try JSONValue(text: String(decoding: spoilt.files[path] ?? [], as: UTF8.self))
        spoilt.files[path] = told.reversing("verdict_proofs").canonical
        let fault = #expect(throws: EvidenceFault.self) { try spoilt.findings() }
        #expect(fault?.file == path)
        #expect(fault?.reason.contains("in another order than the log") == true)
    }

    @Test func `from whose reader a verdict is withheld holds, and tells how it stands as said`()
        throws
    {
        let withheld = try fixture.withholdingVerdict()
        let said = try withheld.findings().filter { $0.outcome == .said }.map(\.sentence)
        #expect(
            said.contains {
                $0.hasSuffix("and 1 step or expectation whose entries or parts are not shown")
            })
        for other in ["[0]", "[1]", "[7]", "[]", "\"x\"", "[\"x\"]"] {
            var spoilt = withheld
            spoilt.rewrite(
                "thread.json", "\"withheld_verdicts\":[2]", "\"withheld_verdicts\":\(other)")
            let fault = #expect(throws: EvidenceFault.self, "\(other)") { try spoilt.findings() }
            #expect(fault?.reason.hasSuffix("is withheld, and none is") == true)
        }
    }

    @Test(arguments: ["steps", "expectations"])
    func `that tells less than its entries show does not hold`(_ list: String) throws {
        let text = String(decoding: fixture.files["thread.json"] ?? [], as: UTF8.self)
        let members = (try JSONValue(text: text).members ?? []).map { member in
            member.name == list ? JSONMember(list, .array([])) : member
        }
        var spoilt = fixture
        spoilt.files["thread.json"] = JSONValue.object(members).canonical
        let fault = #expect(throws: EvidenceFault.self) { try spoilt.findings() }
        #expect(fault?.reason.hasPrefix("leaves out the ") == true, "\(fault as Any)")
    }

    @Test(arguments: [EvidenceSigner.Way.pinned, .pinnedBesideCertificate, .carried, .byDigest])
    func `whose message is signed in a way that the broker takes holds`(
        _ way: EvidenceSigner.Way
    ) throws {
        let findings = try EvidenceFixture(in: bench, signed: way).findings()
        #expect(findings.contains { $0.line.hasPrefix("✓ messages: 1 message is") })
    }

    @Test(arguments: EvidenceSigner.Way.allCases)
    func `holds its message's certificate to the authorities and lists of its time`(
        _ way: EvidenceSigner.Way
    ) throws {
        let fixture = try EvidenceFixture(in: bench, signed: way)
        if let why = way.fault {
            let fault = #expect(throws: EvidenceFault.self) { try fixture.findings() }
            #expect(fault?.reason.contains(why) == true, "\(String(describing: fault))")
            return
        }
        let told = try fixture.findings().filter { $0.subject == "certificates" }
        #expect(told.contains { $0.outcome == .proven } == (way == .underAuthority))
        let isAlone = told.contains { $0.sentence.contains("no authority that issued itself") }
        #expect(isAlone == (way == .carried || way == .byDigest))
    }

    @Test func `whose message is signed under a key that nobody named does not hold`() throws {
        let stranger = try EvidenceFixture(in: bench, signed: .byStranger)
        let fault = #expect(throws: EvidenceFault.self) { try stranger.findings() }
        #expect(fault?.reason == "names another key than its entry does")
        var unknown = try EvidenceFixture(in: bench, signed: .byDigest)
        unknown.rewrite("documents.json", "\"certificate:", "\"certificatf:")
        unknown.files["entries/0.json"] = nil
        let other = #expect(throws: EvidenceFault.self) { try unknown.findings() }
        #expect(other?.reason.hasSuffix("which is not in the bundle") == true)
    }

    @Test func `that was altered in one of the ways that were once taken does not hold`() throws {
        for lie in try EvidenceLie.all(in: bench) {
            let fault = #expect(throws: EvidenceFault.self, "\(lie.name)") {
                try lie.fixture.findings()
            }
            #expect(fault?.description.contains(lie.says) == true, "\(lie.name): \(fault as Any)")
        }
    }

    @Test func `whose numbers are larger than those of a log does not hold`() throws {
        for lie in try EvidenceLie.largest(in: bench) {
            let fault = #expect(throws: EvidenceFault.self, "\(lie.name)") {
                try lie.fixture.findings()
            }
            #expect(fault?.description.contains(lie.says) == true, "\(lie.name): \(fault as Any)")
        }
    }

    @Test func `with less than decides a step tells how many are only said`() throws {
        for (name, fixture, count, said) in try EvidenceLie.unproven(in: bench) {
            let lines = try fixture.findings().map(\.line)
            #expect(
                lines.contains {
                    $0.hasPrefix(
                        "✓ thread: \(Words.count(count, "step", "steps")) and 1 expectation agree with"
                    )
                },
                "\(name): \(lines)")
            let steps = Words.count(said, "step or expectation", "steps and expectations")
            let suffix = "and \(steps) whose entries or parts are not shown"
            #expect(lines.contains { $0.hasSuffix(suffix) } == (said > 0), "\(name): \(lines)")
        }
    }

    @Test func `tells a read that it shows as proven`() throws {
        let lines = try EvidenceFixture(in: bench, later: .read).findings().map(\.line)
        #expect(lines.contains("✓ reads: 1 read is an entry of the log"), "\(lines)")
    }

    @Test func `without a file, or with one too many, does not hold`() throws {
        for path in fixture.files.keys.sorted()
        where !path.hasPrefix("messages/")
            // Without the load that names it, a document is only said to have been in force.
            && path != "entries/0.json"
        {
            var spoilt = fixture
            spoilt.files[path] = nil
            #expect(throws: EvidenceFault.self, "\(path)") { try spoilt.findings() }
        }
        var spoilt = fixture
        spoilt.files["more.txt"] = [1]
        #expect(throws: EvidenceFault("more.txt", "is no file that a bundle of this format has")) {
            try spoilt.findings()
        }
    }

    @Test func `of another message than the entry's does not hold`() throws {
        var spoilt = fixture
        spoilt.files["messages/1.jwt"] = try signedEvent(from: .police, in: bench).jws.token
        let fault = #expect(throws: EvidenceFault.self) { try spoilt.findings() }
        #expect(fault?.file == "messages/1.jwt")
    }

    @Test func `is refused whichever byte is changed`() throws {
        let bytes = try fixture.bundle().bytes
        var generator = SystemRandomNumberGenerator()
        let step = 97
        for position in stride(
            from: Int.random(in: 0..<step, using: &generator), to: bytes.count, by: step)
        {
            var spoilt = bytes
            spoilt[position] ^= UInt8.random(in: 1...255, using: &generator)
            #expect(throws: EvidenceFault.self, "byte \(position)") {
                try EvidenceBundle(parsing: spoilt)
            }
        }
    }

    @Test func `that is cut off or goes on is refused`() throws {
        let bytes = try fixture.bundle().bytes
        for count in stride(from: 0, to: bytes.count, by: 509) {
            #expect(throws: EvidenceFault.self) {
                try EvidenceBundle(parsing: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: EvidenceFault.self) { try EvidenceBundle(parsing: bytes + [0]) }
    }
}

@Suite struct `A tar archive` {
    @Test(arguments: [
        "../evil", "/etc/passwd", "a//b", "a/./b", "a/../b", ".hidden", "", "a\\b", "ä",
    ])
    func `with a path that could leave its folder is refused`(_ path: String) {
        let archive = TarArchive([TarArchive.File(path: path, bytes: [1])])
        #expect(throws: EvidenceFault.self) { try TarArchive(parsing: archive.bytes) }
    }

    @Test func `with the longest path and the largest number of files is read`() throws {
        let longest = String(repeating: "a", count: TarArchive.longestPath)
        let archive = TarArchive([TarArchive.File(path: longest, bytes: [1])])
        #expect(try TarArchive(parsing: archive.bytes).files.first?.path == longest)
        let many = (0..<TarArchive.largestFileCount).map {
            TarArchive.File(path: "\($0)", bytes: [])
        }
        #expect(try TarArchive(parsing: TarArchive(many).bytes).files.count == many.count)
        let more = TarArchive(many + [TarArchive.File(path: "more", bytes: [])])
        #expect(throws: EvidenceFault.self) { try TarArchive(parsing: more.bytes) }
    }

    @Test func `with a file twice, or too large, is refused`() {
        let file = TarArchive.File(path: "a", bytes: [1])
        #expect(throws: EvidenceFault("a", "stands twice in the archive")) {
            try TarArchive(parsing: TarArchive([file, file]).bytes)
        }
        let large = [UInt8](repeating: 0, count: TarArchive.largestByteCount + 1)
        #expect(throws: EvidenceFault.self) { try TarArchive(parsing: large) }
    }

    @Test func `is what tar itself reads`() throws {
        let scratch = try Scratch()
        let files = [
            TarArchive.File(path: "a/b.txt", bytes: Array("hello\n".utf8)),
            TarArchive.File(path: "c", bytes: [UInt8](repeating: 7, count: 1_024)),
        ]
        let path = try scratch.file("x.tar", TarArchive(files).bytes)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/tar")
        process.arguments = ["xf", path, "-C", scratch.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        for file in files { #expect(try scratch.read(file.path) == file.bytes) }
    }
}

@Suite struct `The path of a part` {
    @Test func `leads to the root without the number of parts, in trees of every size`() throws {
        let leaves = (0..<70).map { SHA256.digest(of: [UInt8($0)]) }
        for size in 1...leaves.count {
            let tree = Array(leaves.prefix(size))
            let root = MerkleTree.root(ofLeaves: tree)
            for number in tree.indices {
                let path = MerkleTree.path(of: number, inLeaves: tree).hashes
                #expect(PartPath.root(from: tree[number], Int64(number), path) == root)
                if let other = path.last {
                    #expect(
                        PartPath.root(from: tree[number], Int64(number), path + [other]) != root)
                }
            }
        }
    }
}

extension JSONValue {
    /// The same with the lists of a name in the opposite order.
    fileprivate func reversing(_ name: String) -> JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { member in
                    guard member.name == name, let list = member.value.array else {
                        return JSONMember(member.name, member.value.reversing(name))
                    }
                    return JSONMember(name, .array(list.reversed()))
                })
        case .array(let elements): .array(elements.map { $0.reversing(name) })
        default: self
        }
    }
}
