// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing
import Wire

@Suite struct `The vectors of X.509` {
    @Test(arguments: Vectors.files(under: "x509"))
    func `come out right`(file: VectorFile) throws {
        let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
        guard let tally = try tally(of: root) else { return }
        tally.report(file.path)
        #expect(tally.wrong == [])
        #expect(tally.right == tally.cases)
    }

    /// Judges a file by its layout, whatever its name; nil for one that holds no cases.
    private func tally(of root: JSONNode) throws -> VectorTally? {
        if root["certs_der_b64"] != nil { return try NISTFile(root: root).tally() }
        if root["testcases"] != nil { return LimboFile(root: root).tally() }
        let tests = root["tests"]?.elements.first { _ in true }
        guard tests?["chain_pem_leaf_first"] != nil else { return nil }
        return ChainFile(root: root).tally()
    }
}

/// One path of somebody else's vectors.
struct PathCase {
    let name: String
    var signer: Certificate?
    var offered: [Certificate] = []
    var anchors: [TrustAnchor] = []
    var lists: [RevocationList] = []
    var seconds: Int64
    var rules: PathRules

    /// Why the path is refused; empty when it is good.
    func faults() -> [PathRule] {
        guard let signer else { return [.noPath] }
        do throws(PathFaults) {
            let path = try CertificatePath.verifying(
                signer, offered: offered, anchors: anchors, lists: lists, at: seconds, rules)
            return path.signer == signer ? [] : [.noPath]
        } catch {
            return error.faults.map(\.rule)
        }
    }

    /// Whether a certificate of the case is made with what Baton does not take, on purpose.
    var isNotSpoken: Bool {
        let authorities = offered + anchors.map(\.certificate)
        return (signer?.weaknesses(asAuthority: false) ?? []) != []
            || authorities.contains { $0.weaknesses(asAuthority: true) != [] }
    }

    /// What the verdict is worth: a refusal for weakness alone says nothing of a path that is good.
    func verdict() -> VectorVerdict {
        let faults = faults()
        if faults.isEmpty { return .accepted }
        if isNotSpoken { return .notSpoken("an algorithm or a key too weak to be taken: refused") }
        return .refused("\(faults)")
    }
}

extension VectorTally {
    /// Counts the certificates of a list in PEM that can be read at all.
    static func certificates(_ list: JSONNode?) -> [Certificate] {
        (list?.elements.map { $0 } ?? []).compactMap { certificate($0) }
    }

    /// Reads one certificate in PEM.
    static func certificate(_ node: JSONNode?) -> Certificate? {
        let blocks = node?.string.flatMap { try? PEMBlock.reading(Array($0.utf8)) }
        return (blocks?.first).flatMap { try? Certificate(der: $0.bytes) }
    }
}
