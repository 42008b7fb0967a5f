// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Values that stand inside structures of OpenSSL, copied out.
enum CValue {
    /// The bytes of an ASN.1 string, without tag and length.
    static func bytes(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        let count = Int(ASN1_STRING_length(string))
        guard count > 0, let start = ASN1_STRING_get0_data(string) else { return [] }
        return [UInt8](UnsafeBufferPointer(start: start, count: count))
    }

    /// The magnitude of an INTEGER without leading zeros; nil when it is negative.
    static func magnitude(of integer: UnsafePointer<ASN1_INTEGER>) -> [UInt8]? {
        guard integer.pointee.type == V_ASN1_INTEGER else { return nil }
        return [UInt8](bytes(of: integer).drop { $0 == 0 })
    }

    /// A small INTEGER; nil when it is negative or does not fit.
    static func small(_ integer: UnsafePointer<ASN1_INTEGER>) -> Int? {
        var value: Int64 = 0
        guard ASN1_INTEGER_get_int64(&value, integer) == 1, value >= 0 else {
            ERR_clear_error()
            return nil
        }
        return Int(value)
    }

    /// The encoded arcs of an object identifier.
    static func arcs(of object: OpaquePointer) -> [UInt8] {
        let count = OBJ_length(object)
        guard count > 0, let start = OBJ_get0_data(object) else { return [] }
        return [UInt8](UnsafeBufferPointer(start: start, count: count))
    }

    /// An object identifier in dotted form, however long.
    static func dotted(_ object: OpaquePointer) -> String {
        let count = Int(OBJ_obj2txt(nil, 0, object, 1))
        guard count > 0 else { return "" }
        let text = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, filled in
            buffer.withMemoryRebound(to: CChar.self) { text in
                _ = OBJ_obj2txt(text.baseAddress, Int32(text.count), object, 1)
            }
            filled = count
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// An object identifier in dotted form, from its DER; empty when it is none.
    static func dotted(der: [UInt8]) -> String {
        let object = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_ASN1_OBJECT(nil, &cursor, buffer.count)
        }
        defer { ASN1_OBJECT_free(object) }
        return object.map { dotted($0) } ?? ""
    }

    /// A time of ASN.1 in seconds since 1970; nil when it is none.
    static func seconds(of time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_TIME_free(epoch) }
        var (days, seconds) = (Int32(0), Int32(0))
        guard let time, ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            ERR_clear_error()
            return nil
        }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// How a time of ASN.1 stands to one in seconds since 1970: nil when it is no time, or none.
    static func isAtOrBefore(_ time: UnsafePointer<ASN1_TIME>?, seconds: Int64) -> Bool? {
        // OpenSSL would look into it all the same.
        guard let time else { return nil }
        var moment = time_t(seconds)
        switch X509_cmp_time(time, &moment) {
        case -1: return true
        case 1: return false
        default: return nil
        }
    }
}
