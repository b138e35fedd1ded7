/**
 * The kanji that lists of customers are full of: those of common names, of places, and of what is noted
 * about people. One in seven of level 1, and most of what stands in a list.
 */
const KANJI = [
  // Family names.
  '佐藤鈴木高橋田中伊渡辺山本村小林加吉井松口斎清水阿部森池石川前岡後近長谷坂遠青西福太三和原',
  '岩野竹内金上島丸安河柴酒工宮武今平菅丹羽増杉大塚千葉久保浜崎市沼浅桜横関新荒服樋東荻菊秋',
  '片桐古矢栗永早尾黒須堀沢星北南望月土屋梅戸奥根富飯倉江熊熊相馬桑神成白笠萩',
  // Given names.
  '一二郎男夫雄介也哉樹翔蓮陽斗悠真健拓海直人和也隆誠正勝弘浩博孝義信幸昭明春夏花子美恵由紀',
  '香里奈菜優結愛咲莉彩希舞麻衣智裕久代千佳典理沙友純玲凛葵心音光輝大輔祐康哲洋修茂進剛宏',
  '貴俊英治朗司敏達学豊章秀実聡政志良栄次文彦静節和枝京慶涼颯湊朝律',
  // Places.
  '都道府県市区町村丁目番地号東京大阪北海道名古屋神奈川埼玉愛知兵庫福岡静岡広島茨城宮城新潟',
  '長野岐阜群馬栃木三重熊本鹿児島沖縄滋賀山口愛媛奈良青森岩手大分石和歌秋形香徳高取根佐',
  // What is noted about people, and what columns are called.
  '会員顧客番号名前氏住所電話郵便生年月日性別男女有無未済可否中止登録更新作成者店舗本支社株式',
  '部課係長役職備考連絡先利用状態配信停対象外客様識友達自動入退購買金額回数最終初期区分種類',
  '料般特通常優待個人法団体家族学校今週来昨時間前後午朝昼夜休定開始了確認不要必須送受付予約',
  '注文商品券点満月火水土曜円万千百十一二三四五六七八九零全半内国際線駅館院室',
] as const;

export const FAMILIAR_KANJI: ReadonlySet<string> = new Set(KANJI.join(''));
