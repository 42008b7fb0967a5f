// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing
import Wire

@Suite struct `The vectors of RFC 3161` {
    @Test(arguments: Vectors.files(under: "rfc3161", ending: "INDEX.json"))
    func `come out right`(index: VectorFile) throws {
        let folder = String(index.path.dropLast(index.name.count + 1))
        var files: [String: [UInt8]] = [:]
        for file in Vectors.files(under: folder, ending: "") where file.name != index.name {
            files[file.name] = file.bytes
        }
        var tally = VectorTally()
        for vector in try JSONDocument(parsing: index.bytes, limits: .schema).root.elements {
            let name = vector["name"]?.string ?? ""
            let accept = vector["expect"]?.string == "accept"
            let verdict = TimestampVector(vector, files: files).verdict()
            tally.count(verdict, accept: accept, refusalSuffices: true, name)
        }
        tally.report(index.path)
        #expect(tally.wrong == [])
    }
}

/// One case of an `INDEX.json`.
private struct TimestampVector {
    let fields: JSONNode
    let files: [String: [UInt8]]

    init(_ fields: JSONNode, files: [String: [UInt8]]) {
        self.fields = fields
        self.files = files
    }

    /// What Baton makes of the answer; an accepted one must say the time that the index says.
    func verdict() -> VectorVerdict {
        do {
            let trust = try TimestampTrust(certificates: certificates)
            let response = try TimestampResponse(parsing: file("tsr") ?? [])
            guard let imprint else { return .notSpoken("hash \(fields["hash"]?.string ?? "")") }
            let token = try token(of: response, over: imprint, by: trust)
            let seconds = token.info.genTimeMilliseconds / 1000
            let says = [
                fields["verify_at_unix"].map { $0.integer == seconds },
                fields["policy"].map { $0.string == token.info.policy.dotted },
                fields["serial"].map { serial in
                    token.info.serialNumber.elementsEqual(
                        bytes(hex: even(serial.string ?? "")).drop { $0 == 0 })
                },
            ]
            return says.contains(false) ? .refused("read otherwise: \(token.info)") : .accepted
        } catch {
            if case .unknownAlgorithm = error { return .notSpoken("\(error)") }
            return .refused("\(error)")
        }
    }

    private func token(
        of response: TimestampResponse, over imprint: MessageImprint, by trust: TimestampTrust
    ) throws(TimestampFault) -> TimestampToken {
        if let query = file("query") {
            let request = try TimestampRequest(parsing: query)
            let answer = try trust.verify(response, to: request)
            guard request.imprint == imprint || fields["message_utf8"] == nil else {
                throw .imprintMismatch(asked: request.imprint, stamped: imprint)
            }
            return answer
        }
        guard let token = response.token else {
            throw .notGranted(response.status, response.failures, response.text)
        }
        return try trust.verify(token, over: imprint)
    }

    private var imprint: MessageImprint? {
        guard let algorithm = ImprintAlgorithm(rawValue: fields["hash"]?.string ?? "") else {
            return nil
        }
        if let text = fields["message_utf8"]?.string {
            return MessageImprint(of: Array(text.utf8), by: algorithm)
        }
        let digest = bytes(hex: fields["message_digest_hex"]?.string ?? "")
        return MessageImprint(algorithm: algorithm, digest: digest)
    }

    private var certificates: [[UInt8]] {
        file("chain").map { PEM.blocks(in: $0) } ?? []
    }

    private func file(_ member: String) -> [UInt8]? {
        fields[member]?.string.flatMap { files[$0] }
    }

    /// `0x…` as an even number of digits.
    private func even(_ number: String) -> String {
        let digits = number.hasPrefix("0x") ? String(number.dropFirst(2)) : number
        return digits.count.isMultiple(of: 2) ? digits : "0" + digits
    }
}
