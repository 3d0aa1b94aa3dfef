package knowledge
import ("testing";"fmt";"os";"strings";"sort")
func TestDbg(t *testing.T){
 b,_:=Load(nil)
 for _,text:=range strings.Split(os.Getenv("DBG"),"|"){
  x:=b.mind; e:=x.read(text); p:=x.prior(e)
  fmt.Printf("\n%s\n prior kind %.1f stance %+v\n",text,heads[kindHead].of(p),e.stance)
  k:=heads[kindHead].at
  type fw struct{n string; w [3]float32; m float32}
  var l []fw
  fs:=x.features(e,x.model.knows)
  for _,f:=range fs { w:=[3]float32{x.model.weight(f,k),x.model.weight(f,k+1),x.model.weight(f,k+2)}; m:=w[2]-max(w[0],w[1]); l=append(l,fw{x.name(f),w,m})}
  sort.Slice(l,func(i,j int)bool{return l[i].m<l[j].m})
  x.model.add(p,x.model.rows(fs,&e.room)); fmt.Printf(" total %.1f\n",heads[kindHead].of(p))
  for _,q:=range l { if q.m>0.15||q.m< -0.15 {fmt.Printf("   %s %.2f\n",q.n,q.w)}}
  for _,h:=range e.hits { g:=&e.groups[h.group]; if g.sort!="scope" { fmt.Printf("   hit %s %s %q %s\n",g.sort,g.For,e.quote(h),g.Reason)}}
 }
}
