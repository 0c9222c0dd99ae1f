package policy_test
import ("testing";"time";"strings";"fmt";"syscall";"github.com/soakgate/soakgate/policy")
func cpu() time.Duration { var r syscall.Rusage; syscall.Getrusage(0,&r); return time.Duration(r.Utime.Nano()+r.Stime.Nano()) }
func TestZ(t *testing.T){
 n:=255<<10
 for _,c:=range []string{"k: v\n","- a\n","- {a: b}\n","a: [b, c]\n","# c\n","x\n","'a' ","\"a\" ","a: |\n  x\n","\"\\u00e9","'","  a\n","- - - a\n","{a: b}, ","a, ","é","é: é\n","a: b c d e f # x\n","\n","- |\n","a: >\n\n","\t","? ","%x\n","---\n","!","[]","a:\n  b:\n    c:\n      d: 1\n", "a: \"", "\\\n", "a:\n- b\n", "k: 'x\n\n"} {
  for _,pre:=range []string{"","rules: [","x: \"","x: '","x: |\n  ","x: "} {
   s:=pre+strings.Repeat(c,n/len(c)); s=s[:min(len(s),n)]
   a:=cpu(); _,err:=policy.Parse("p",[]byte(s)); d:=cpu()-a
   if d>300*time.Millisecond { e:=fmt.Sprint(err); fmt.Printf("%q+%q %v %.100s\n",pre,c,d,e) }
  }
 }
 // distinct keys
 var b strings.Builder; for i:=0;b.Len()<n;i++{fmt.Fprintf(&b,"k%d: v\n",i)}; a:=cpu(); policy.Parse("p",[]byte(b.String())); fmt.Println("distinct",cpu()-a)
 b.Reset(); b.WriteString("version: 1\nmargins:\n"); for i:=0;b.Len()<n;i++{fmt.Fprintf(&b,"  k%d: 5%%\n",i)}; a=cpu(); p,err:=policy.Parse("p",[]byte(b.String())); fmt.Println("margins",cpu()-a,err); a=cpu(); _=policy.Render(p); fmt.Println("render",cpu()-a)
}
