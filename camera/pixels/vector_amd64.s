#include "textflag.h"

// Bytes of four pixels as pairs of neighbours of one colour: R0 R1 G0 G1 B0 B1, R2 R3 G2 G3 B2 B3.
DATA neighbours<>+0(SB)/8, $0x8080050204010300
DATA neighbours<>+8(SB)/8, $0x80800b080a070906
GLOBL neighbours<>(SB), RODATA|NOPTR, $16

// Half of the last place, added before the sums are cut to bytes.
DATA rounding<>+0(SB)/4, $0x00200000
GLOBL rounding<>(SB), RODATA|NOPTR, $4

// func acrossAVX2(toUpper, toLower, upper, lower *byte, count int, offsets, groups *int32, numbers *uint32)
// The low half of a register is for the upper row, the high half for the lower.
TEXT ·acrossAVX2(SB), NOSPLIT, $0-64
	MOVQ toUpper+0(FP), DI
	MOVQ toLower+8(FP), SI
	MOVQ upper+16(FP), R8
	MOVQ lower+24(FP), R9
	MOVQ count+32(FP), CX
	MOVQ offsets+40(FP), R10
	MOVQ groups+48(FP), R11
	MOVQ numbers+56(FP), DX
	VBROADCASTI128 neighbours<>(SB), Y14
	VPBROADCASTD   rounding<>(SB), Y15
	VPXOR          Y13, Y13, Y13

pixel:
	MOVLQSX (R10), R12
	MOVL    (R11), R13
	ADDQ    $4, R10
	ADDQ    $4, R11
	VPXOR   Y0, Y0, Y0
	VMOVDQA Y15, Y1

group:
	VMOVDQU      (R8)(R12*1), X4
	VINSERTI128  $1, (R9)(R12*1), Y4, Y4
	VPSHUFB      Y14, Y4, Y4
	VPUNPCKLBW   Y13, Y4, Y5
	VPUNPCKHBW   Y13, Y4, Y6
	VPBROADCASTD (DX), Y7
	VPBROADCASTD 4(DX), Y8
	VPBROADCASTD 8(DX), Y9
	VPBROADCASTD 12(DX), Y10
	VPMADDWD     Y7, Y5, Y7
	VPMADDWD     Y8, Y5, Y8
	VPMADDWD     Y9, Y6, Y9
	VPMADDWD     Y10, Y6, Y10
	VPADDD       Y7, Y0, Y0
	VPADDD       Y8, Y1, Y1
	VPADDD       Y9, Y0, Y0
	VPADDD       Y10, Y1, Y1
	ADDQ         $12, R12
	ADDQ         $16, DX
	DECL         R13
	JNZ          group

	VPSLLD       $8, Y0, Y0
	VPADDD       Y1, Y0, Y0
	VPSRAD       $22, Y0, Y0
	VPACKSSDW    Y0, Y0, Y0
	VPACKUSWB    Y0, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VMOVD        X0, AX
	VMOVD        X1, BX
	DECQ         CX
	JZ           last
	MOVL         AX, (DI)
	MOVL         BX, (SI)
	ADDQ         $3, DI
	ADDQ         $3, SI
	JMP          pixel

last:
	MOVW AX, (DI)
	MOVW BX, (SI)
	SHRL $16, AX
	SHRL $16, BX
	MOVB AX, 2(DI)
	MOVB BX, 2(SI)
	VZEROUPPER
	RET

// func downAVX2(to *byte, length int, rows **byte, numbers *uint32, pairs int)
TEXT ·downAVX2(SB), NOSPLIT, $0-40
	MOVQ         to+0(FP), DI
	MOVQ         length+8(FP), CX
	MOVQ         rows+16(FP), SI
	MOVQ         numbers+24(FP), DX
	MOVQ         pairs+32(FP), R8
	VPBROADCASTD rounding<>(SB), Y15
	XORQ         R9, R9

chunk:
	VPXOR   Y0, Y0, Y0
	VPXOR   Y1, Y1, Y1
	VMOVDQA Y15, Y2
	VMOVDQA Y15, Y3
	MOVQ    SI, R10
	MOVQ    DX, R11
	MOVQ    R8, R12

pair:
	MOVQ         (R10), R13
	MOVQ         8(R10), AX
	VPMOVZXBW    (R13)(R9*1), Y4
	VPMOVZXBW    (AX)(R9*1), Y5
	VPUNPCKLWD   Y5, Y4, Y6
	VPUNPCKHWD   Y5, Y4, Y7
	VPBROADCASTD (R11), Y8
	VPBROADCASTD 4(R11), Y9
	VPMADDWD     Y8, Y6, Y10
	VPMADDWD     Y8, Y7, Y11
	VPMADDWD     Y9, Y6, Y12
	VPMADDWD     Y9, Y7, Y13
	VPADDD       Y10, Y0, Y0
	VPADDD       Y11, Y1, Y1
	VPADDD       Y12, Y2, Y2
	VPADDD       Y13, Y3, Y3
	ADDQ         $16, R10
	ADDQ         $8, R11
	DECQ         R12
	JNZ          pair

	VPSLLD       $8, Y0, Y0
	VPSLLD       $8, Y1, Y1
	VPADDD       Y2, Y0, Y0
	VPADDD       Y3, Y1, Y1
	VPSRAD       $22, Y0, Y0
	VPSRAD       $22, Y1, Y1
	VPACKSSDW    Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPACKUSWB    X1, X0, X0
	VMOVDQU      X0, (DI)(R9*1)

	ADDQ $16, R9
	CMPQ R9, CX
	JGE  done
	LEAQ 16(R9), R10
	CMPQ R10, CX
	JLE  chunk

	// The last chunk ends with the row and does some bytes again.
	LEAQ -16(CX), R9
	JMP  chunk

done:
	VZEROUPPER
	RET
